import type { CheckEngine } from '../../../shared/check/check-engine.ts';
import { type CheckRequest, checkRequestSchema } from '../../../shared/contracts/check.ts';
import type { OperatorId } from '../../../shared/contracts/ids.ts';
import type { KeyFilter } from '../../../shared/filter/bloom-filter.ts';
import type { SubjectKey } from '../../../shared/identity/subject-key.ts';
import { engineOver } from '../growth/engine-over.ts';
import { checkBody, RESTRICTED_PURCHASE } from '../world/check-requests.ts';
import { FIRST_UNLISTED } from '../world/scale.ts';
import { microseconds, type Row } from './row.ts';
import { median } from './timing.ts';

type MayContain = (key: SubjectKey) => boolean;

const SUBJECTS_PER_REQUEST = [1, 100];
/** Different people in all, whatever the size of a request. */
const PEOPLE = 16_000;
const ROUNDS = 61;
const OPERATOR = 'bench-overlay' as OperatorId;

/**
 * Whole checks of people who are not listed, by one engine that asks the one filter and the other in turns. The view that a
 * follower gives out, the same for both, is left out: with it the ratio would be nearer to 1.
 *
 * @param filter the snapshot without an overlay; everything of it but its lookup is left alone.
 */
export function checkRows(filter: KeyFilter, alone: MayContain, full: MayContain): readonly Row[] {
  let asked = alone;
  const engine = engineOver({ ...filter, mayContain: (key) => asked(key) });
  return SUBJECTS_PER_REQUEST.flatMap((subjects): readonly Row[] => {
    const requests = requestsOf(subjects);
    const answered = requests.filter((request) => isAnsweredAtOnce(engine, request));
    const measure = (mayContain: MayContain): number => {
      asked = mayContain;
      return msPerSubject(engine, answered, subjects);
    };
    const rounds = Array.from({ length: ROUNDS }, (_, round) => {
      // Whoever comes second finds the caches warm, so they take turns at that too.
      if (round % 2 === 0) return [measure(alone), measure(full)] as const;
      const fullMs = measure(full);
      return [measure(alone), fullMs] as const;
    });
    const who = subjects === 1 ? 'a check of one person' : `a check of ${subjects} people, for each`;
    return [
      [`${who}, no overlay`, microseconds(median(rounds.map(([ms]) => ms)))],
      ['  the same with the overlay', microseconds(median(rounds.map(([, ms]) => ms)))],
      ['  ratio, median of rounds', median(rounds.map(([a, b]) => b / a)).toFixed(2)],
    ];
  });
}

function requestsOf(subjects: number): readonly CheckRequest[] {
  return Array.from({ length: PEOPLE / subjects }, (_, request) => {
    const people = Array.from({ length: subjects }, (_, at) => FIRST_UNLISTED + request * subjects + at);
    return checkRequestSchema.parse(checkBody(RESTRICTED_PURCHASE, people));
  });
}

/** One in 10,000 people is taken for listed and read from the register; those are left out on both sides. */
function isAnsweredAtOnce(engine: CheckEngine, request: CheckRequest): boolean {
  return !(engine.check(request, OPERATOR, performance.now()) instanceof Promise);
}

function msPerSubject(engine: CheckEngine, requests: readonly CheckRequest[], subjects: number): number {
  const from = performance.now();
  for (const request of requests) {
    if (engine.check(request, OPERATOR, from) instanceof Promise)
      throw new Error('the overlay takes somebody for known');
  }
  return (performance.now() - from) / (requests.length * subjects);
}
