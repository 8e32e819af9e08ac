import { html } from 'hono/html';
import type { Language } from './language.ts';
import { formAddress, type Html, layout } from './layout.ts';
import { WORDS, type Words } from './words.ts';

const TOO_MANY = 429;
const HOUR_S = 3_600;

/** A page for a request that could not be answered; it tells nothing but its kind, and what to do. */
export function problemPage(status: number, retryAfterSeconds: number | undefined, language: Language): Html {
  const words = WORDS[language];
  const { title, lines } = explained(status, retryAfterSeconds, words);
  const content = html`
<div>
<h1>${title}</h1>
${lines.map((line) => html`<p class="lead">${line}</p>`)}
</div>
<p class="screen"><a class="button" href="${formAddress(language)}">${words.backToForm}</a></p>`;
  return layout({ language, title, content });
}

function explained(status: number, retryAfterSeconds: number | undefined, words: Words) {
  const { tooMany, unavailable, unreadable } = words;
  if (status === TOO_MANY) {
    const wait = waitWords(retryAfterSeconds ?? HOUR_S, words);
    return { title: tooMany.title, lines: [tooMany.text, tooMany.retry(wait)] };
  }
  const { title, text } = status >= 500 ? unavailable : unreadable;
  return { title, lines: [text] };
}

/** Rounded up, so that nobody comes back too early. */
function waitWords(seconds: number, words: Words): string {
  return seconds > HOUR_S
    ? words.hours(Math.ceil(seconds / HOUR_S))
    : words.minutes(Math.max(1, Math.ceil(seconds / 60)));
}
