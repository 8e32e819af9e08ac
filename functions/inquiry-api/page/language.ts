import type { Bilingual } from '../../../shared/contracts/bilingual.ts';

export type Language = keyof Bilingual;

/** The other of the two. */
export function otherLanguage(language: Language): Language {
  return language === 'en' ? 'zh-CN' : 'en';
}

/**
 * The language of a page: the one that was chosen, else what the browser prefers (RFC 9110, section 12.5.4), else
 * Chinese.
 */
export function languageOf(chosen: string | undefined, acceptLanguage: string | undefined): Language {
  if (chosen === 'en' || chosen === 'zh-CN') return chosen;
  const preferences = (acceptLanguage ?? '')
    .toLowerCase()
    .split(',')
    .map(toPreference)
    .filter(({ language, quality }) => language !== undefined && quality > 0)
    .sort((a, b) => b.quality - a.quality);
  return preferences[0]?.language ?? 'zh-CN';
}

function toPreference(range: string): { readonly language: Language | undefined; readonly quality: number } {
  const [tag = '', ...parameters] = range.split(';').map((part) => part.trim());
  const stated = parameters.find((parameter) => parameter.startsWith('q='))?.slice(2);
  const primary = tag.split('-')[0];
  const language = primary === 'zh' ? 'zh-CN' : primary === 'en' ? 'en' : undefined;
  return { language, quality: stated === undefined ? 1 : Number(stated) || 0 };
}
