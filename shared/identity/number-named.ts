import type { DocumentInput } from '../contracts/document.ts';
import { parseDocument } from './parse-document.ts';

/**
 * A text that is equal for two documents if they name one number, whatever their spelling and label; `undefined` for a
 * document that is not valid. It holds the number in clear: never log or store it (I6).
 */
export function numberNamed(input: DocumentInput): string | undefined {
  const parsed = parseDocument(input);
  return parsed.kind === 'valid' ? `${parsed.document.namespace}|${parsed.document.canonical}` : undefined;
}
