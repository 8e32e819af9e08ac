import type { Problem } from '../errors.ts';
import type { Subject } from './subject.ts';

/** So many subjects go into one request; more are split. */
export const MAX_SUBJECTS = 100;

/** What a ref may look like; what has the form of a resident ID is refused, since refs come back in answers and errors. */
const REF = /^(?!\d{15}$|\d{17}[\dXx]$)[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;

export interface Batch {
  readonly subjects: readonly Subject[];
  /** Index of its first subject among all. */
  readonly offset: number;
}

export function batchesOf(subjects: readonly Subject[]): readonly Batch[] {
  const batches: Batch[] = [];
  for (let offset = 0; offset < subjects.length; offset += MAX_SUBJECTS) {
    batches.push({ subjects: subjects.slice(offset, offset + MAX_SUBJECTS), offset });
  }
  return batches;
}

/**
 * What only this side can see: refs have to differ over all requests of a check. Everything else is for the service to
 * judge, so that its rules stand in one place.
 */
export function refProblems(subjects: readonly Subject[]): readonly Problem[] {
  if (subjects.length === 0) return [{ pointer: '/subjects', detail: 'must name at least one subject' }];
  const problems: Problem[] = [];
  const seen = new Set<string>();
  for (const [index, { ref }] of subjects.entries()) {
    const pointer = `/subjects/${index}/ref`;
    if (typeof ref !== 'string' || !REF.test(ref)) {
      const detail =
        'must be a mark of your own of 1 to 64 letters, digits, dots, dashes or underscores, and not a document number';
      problems.push({ pointer, detail });
    } else if (seen.has(ref)) {
      problems.push({ pointer, ref, detail: 'is used by an earlier subject: give each its own' });
    }
    seen.add(ref);
  }
  return problems;
}

/** A problem of one request, as one of the whole check: counted over all subjects, and with the ref. */
export function inWholeCheck({ subjects, offset }: Batch, problem: Problem): Problem {
  const match = /^\/subjects\/(\d+)(.*)$/s.exec(problem.pointer);
  if (!match) return problem;
  const index = Number(match[1]);
  const ref = subjects[index]?.ref;
  return {
    pointer: `/subjects/${index + offset}${match[2]}`,
    // A ref that is itself a document number is what this problem may be about.
    ...(ref === undefined || match[2] === '/ref' ? {} : { ref }),
    detail: problem.detail,
  };
}
