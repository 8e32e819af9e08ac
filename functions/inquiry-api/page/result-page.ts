import { html } from 'hono/html';
import type { InquiryAnswer } from '../../../shared/inquiry/answer.ts';
import type { DisclosedOrder } from '../../../shared/inquiry/disclosed-order.ts';
import type { Language } from './language.ts';
import { formAddress, type Html, layout } from './layout.ts';
import { WORDS, type Words } from './words.ts';

/** The answer to an inquiry. */
export function resultPage({ orders, message }: InquiryAnswer, language: Language): Html {
  const { result } = WORDS[language];
  const found = orders.length > 0;
  const title = found ? result.foundTitle : result.nothingTitle;
  const content = html`
<div>
<h1>${title}</h1>
<p class="lead">${found ? message[language] : result.nothingLead}</p>
</div>
${found ? orders.map((order, index) => orderCard(order, index, orders.length, language)) : nextSteps(language)}
${found ? html`<p class="quiet screen">${result.keep}</p>` : ''}
<p class="screen"><a class="button" href="${formAddress(language)}">${result.again}</a></p>`;
  return layout({ language, title, content });
}

/** The same for everyone who is told nothing, whatever the reason. */
function nextSteps(language: Language): Html {
  const { nothingStepsTitle, nothingSteps } = WORDS[language].result;
  return html`<section class="card">
<h2>${nothingStepsTitle}</h2>
<ol class="items">${nothingSteps.map((step) => html`<li>${step}</li>`)}</ol>
</section>`;
}

function orderCard(order: DisclosedOrder, index: number, count: number, language: Language): Html {
  const words = WORDS[language];
  const { result } = words;
  const { court, period, courtAbove, waysOut } = order;
  const id = `order-${index + 1}`;
  return html`<article class="card order" aria-labelledby="${id}">
<header>
<h2 id="${id}">${result.order}${count > 1 ? ` ${index + 1}` : ''}</h2>
<span class="state">${words.states[order.state]}</span>
</header>
${order.disclosure === 'withheld' ? html`<p class="note">${result.withheld}</p>` : ''}
<dl>
${row(result.court, inChinese(court.name))}
${row(result.phone, court.phone)}
${row(result.caseNumber, inChinese(order.caseNumber))}
${row(result.courtCode, inChinese(court.code))}
${row(result.period, periodText(period, words))}
</dl>
<section>
<h3>${result.items}</h3>
<ul class="items">${order.items.map(({ description }) => html`<li>${description[language]}</li>`)}</ul>
</section>
${way(result.perform, waysOut.perform[language])}
${way(result.object, waysOut.object[language])}
${way(result.courtAbove, courtAbove.description[language])}
${way(result.askForGrant, waysOut.askForGrant[language])}
</article>`;
}

/** As the court writes it, so that a screen reader of an English page pronounces it. */
function inChinese(text: string): Html {
  return html`<span lang="zh-CN">${text}</span>`;
}

function row(term: string, value: string | Html): Html {
  return html`<div><dt>${term}</dt><dd>${value}</dd></div>`;
}

function way(title: string, text: string): Html {
  return html`<section class="way"><h3>${title}</h3><p>${text}</p></section>`;
}

/** To the minute as the order states it, in the time of the courts. */
function periodText({ from, to }: DisclosedOrder['period'], { result }: Words): Html {
  const until = to === null ? result.noEnd : html`${result.until} ${minuteOf(to)}`;
  return html`${result.from} ${minuteOf(from)} ${until}`;
}

/** `2026-01-01 00:00` of `2026-01-01T00:00:00.000+08:00`. */
function minuteOf(instant: string): Html {
  return html`<time class="when" datetime="${instant}">${instant.slice(0, 16).replace('T', ' ')}</time>`;
}
