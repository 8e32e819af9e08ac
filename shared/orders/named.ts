import type { OrderTerms } from './order.ts';

type NameOfSubject = Pick<OrderTerms, 'nameDigest' | 'nameDigests'>;

/** Every digest of the subject's name: one for each version of the secret that counted when the version was made. */
export function nameDigestsOf({ nameDigest, nameDigests = [] }: NameOfSubject): readonly string[] {
  return nameDigests.includes(nameDigest) ? nameDigests : [nameDigest, ...nameDigests];
}

/** Whether a name is the subject's, whichever live version of the secret its digest was made under. */
export function isNamed(terms: NameOfSubject, nameDigest: string): boolean {
  return terms.nameDigest === nameDigest || (terms.nameDigests?.includes(nameDigest) ?? false);
}
