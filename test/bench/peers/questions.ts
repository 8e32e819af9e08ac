import type { SubjectDocument } from '../../../shared/identity/subject-document.ts';
import { documentOf } from '../world/people.ts';
import { FIRST_UNLISTED, UNLISTED_PEOPLE } from '../world/scale.ts';

/** One question in so many is about somebody who is listed. */
const ONE_LISTED_IN = 1_024;

export interface Question {
  readonly person: number;
  readonly document: SubjectDocument;
  readonly listed: boolean;
}

/**
 * What everybody is asked: 99.9% about people who are not listed, and those whom the filter takes for listed are not
 * left out.
 */
export function peerQuestions(): readonly Question[] {
  return Array.from({ length: UNLISTED_PEOPLE }, (_, n) => {
    const listed = n % ONE_LISTED_IN === ONE_LISTED_IN / 2;
    const person = listed ? Math.floor(n / ONE_LISTED_IN) : FIRST_UNLISTED + n;
    return { person, document: documentOf(person), listed };
  });
}
