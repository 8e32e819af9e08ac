import type { Denied, Undetermined, VerifyIdentity } from '../../../../shared/client/index.ts';

export type Language = 'en' | 'zh-CN';

/** Where words appear: what the booker sees is seen by others, a slip is for the person concerned alone. */
export interface Screen {
  booker(text: string): void;
  slip(ref: string, text: string): void;
}

/**
 * Shows what came back in the customer's language: neutral words for whoever stands at the screen, and the reference,
 * with which the person alone learns the reason and how to object, on that person's slip.
 */
export function show(
  screen: Screen,
  result: Denied | VerifyIdentity | Undetermined,
  language: Language,
): void {
  screen.booker(`${result.ref}: ${result.customerNotice[language]}`);
  if (result.decision !== 'deny') return;
  for (const { description } of result.permittedAlternatives) screen.booker(`  + ${description[language]}`);
  const { reference, url } = result.redress;
  screen.slip(
    result.ref,
    language === 'en' ? `Reference ${reference}: ${url}` : `查询编号 ${reference}：${url}`,
  );
}

/** A screen that is lines of text. */
export function linesOn(print: (line: string) => void): Screen {
  return { booker: print, slip: (ref, text) => print(`[slip for ${ref}] ${text}`) };
}
