import { html, raw } from 'hono/html';
import { type Language, otherLanguage } from './language.ts';
import { STYLE } from './style.ts';
import { WORDS } from './words.ts';

/** What `html` of Hono makes: text that is escaped where it came from outside. */
export type Html = ReturnType<typeof html>;

export interface PageParts {
  readonly language: Language;
  /** Stands in the window's title; the page has its own heading. */
  readonly title: string;
  readonly content: Html;
  /** Where the same page is in the other language, without its `lang`. */
  readonly switchTo?: { readonly reference?: string | undefined };
}

/** A whole page. No script, nothing loaded from elsewhere. */
export function layout({ language, title, content, switchTo }: PageParts): Html {
  const words = WORDS[language];
  const other = otherLanguage(language);
  return html`<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<meta name="format-detection" content="telephone=no">
<title>${title} – ${words.serviceName}</title>
<link rel="icon" href="data:,">
<style>${raw(STYLE)}</style>
</head>
<body>
<a class="skip" href="#content">${words.skipToContent}</a>
<header class="band"><div>
<strong>${words.serviceName}</strong>
<a href="${formAddress(other, switchTo?.reference)}" hreflang="${other}" lang="${other}">${words.switchLanguage}</a>
</div></header>
<main id="content" tabindex="-1">
${content}
</main>
<footer>${words.footer}</footer>
</body>
</html>`;
}

/**
 * The address of the form, from any page of it: only what differs, as the path before it depends on where it is
 * deployed. A redress reference may stand in it, as it does in what operators hand out.
 */
export function formAddress(language: Language, reference?: string): string {
  const query = new URLSearchParams({ lang: language });
  if (reference !== undefined && reference !== '') query.set('reference', reference);
  return `?${query}`;
}
