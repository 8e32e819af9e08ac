import { citizenBirthDate } from './citizen-number.ts';
import type { SubjectDocument } from './subject-document.ts';

/**
 * The date of birth that a document's number states with its century, as `YYYY-MM-DD`; `undefined` for numbers that
 * state none. Asked for only where age matters, since nearly every check has no use for it.
 */
export function birthDateOf({ namespace, canonical }: SubjectDocument): string | undefined {
  return namespace === 'cn-18' ? citizenBirthDate(canonical) : undefined;
}
