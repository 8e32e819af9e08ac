import { InvalidRequest } from '../errors.ts';
import type { Check, CheckOptions } from './check.ts';
import type { Purchase } from './purchase.ts';
import type { CheckResult, UndeterminedCause } from './result.ts';
import type { Subject } from './subject.ts';

/** A sale whose check has to be made up for. */
export interface RecheckRequest {
  /** Your own mark of the sale, such as a booking number. */
  readonly label: string;
  readonly purchase: Purchase;
  readonly subjects: readonly Subject[];
  readonly options?: Pick<CheckOptions, 'checkpoint' | 'attest'>;
}

export type Recheck =
  /** Everybody of these results is decided; those of the sale who are not go on waiting. */
  | {
      readonly kind: 'decided';
      readonly label: string;
      readonly purchase: Purchase;
      readonly check: CheckResult;
    }
  /**
   * The service refuses the input for good: those whom its problems name, or the sale if they name nobody. The others of
   * the sale are checked without them.
   */
  | {
      readonly kind: 'invalid';
      readonly label: string;
      readonly purchase: Purchase;
      readonly error: InvalidRequest;
    };

export interface RecheckRound {
  readonly rechecks: readonly Recheck[];
  /** Subjects that go on waiting. */
  readonly waiting: number;
  /** What ended the round before its time and is for the caller to put right, such as `Unauthorized`. */
  readonly stoppedBy?: unknown;
}

export interface RecheckQueue {
  /**
   * Takes those of a check who are undetermined, whether the sale went ahead or is held.
   *
   * @returns how many those are.
   * @throws RangeError if they do not fit: keep the sale yourself then.
   */
  add(request: RecheckRequest, check: CheckResult): number;
  /** Sales that wait, without what identifies anybody. */
  pending(): readonly {
    readonly label: string;
    readonly purchase: Purchase;
    readonly refs: readonly string[];
  }[];
  /**
   * Checks what waits, in the sequence in which it came, until the service fails again. Call it from a timer, and when a
   * `circuit` event tells that the circuit is closed. A call during a round gets that round.
   */
  recheckAll(options?: Pick<CheckOptions, 'signal'>): Promise<RecheckRound>;
}

const DEFAULT_CAPACITY = 10_000;

/** Causes that concern the service and not this sale: the next sale would fare no better. */
const OF_THE_SERVICE: readonly UndeterminedCause[] = [
  'circuit-open',
  'unavailable',
  'timeout',
  'rate-limited',
];

/**
 * Keeps, in memory only, whom to check again. Documents stay within: nothing that can be read from outside or printed
 * holds them. What must survive the end of the process is for the caller to keep, as part of its sale.
 *
 * @param capacity subjects at most
 */
export function createRecheckQueue(
  client: { readonly check: Check },
  { capacity = DEFAULT_CAPACITY }: { readonly capacity?: number } = {},
): RecheckQueue {
  let entries: RecheckRequest[] = [];
  let round: Promise<RecheckRound> | undefined;
  const waiting = (): number => entries.reduce((sum, { subjects }) => sum + subjects.length, 0);

  async function runRound(signal: AbortSignal | undefined): Promise<RecheckRound> {
    const rechecks: Recheck[] = [];
    const todo = [...entries];
    for (let entry = todo.shift(); entry; entry = todo.shift()) {
      const { label, purchase, subjects, options } = entry;
      let check: CheckResult;
      try {
        check = await client.check(purchase, subjects, { ...options, ...(signal ? { signal } : {}) });
      } catch (error) {
        if (!(error instanceof InvalidRequest)) return { rechecks, waiting: waiting(), stoppedBy: error };
        rechecks.push({ kind: 'invalid', label, purchase, error });
        const others = subjects.filter(({ ref }) => !error.problems.some((problem) => problem.ref === ref));
        const left = replace(entry, others.length < subjects.length ? others : []);
        if (left) todo.unshift(left);
        continue;
      }
      const left = undecidedOf(check);
      replace(
        entry,
        subjects.filter(({ ref }) => left.has(ref)),
      );
      const results = check.results.filter(({ ref }) => !left.has(ref));
      if (results.length > 0)
        rechecks.push({ kind: 'decided', label, purchase, check: { ...check, results } });
      const serviceFailed = check.results.some(
        (result) => result.decision === 'undetermined' && OF_THE_SERVICE.includes(result.cause),
      );
      if (serviceFailed) break;
    }
    return { rechecks, waiting: waiting() };
  }

  /** The list is replaced, not changed: a round goes on over the one that it began with. */
  function replace(entry: RecheckRequest, subjects: readonly Subject[]): RecheckRequest | undefined {
    const index = entries.indexOf(entry);
    const left = subjects.length > 0 ? { ...entry, subjects } : undefined;
    entries = left ? entries.with(index, left) : entries.toSpliced(index, 1);
    return left;
  }

  return {
    add(request, check) {
      const undecided = undecidedOf(check);
      const subjects = request.subjects.filter(({ ref }) => undecided.has(ref));
      if (subjects.length === 0) return 0;
      if (waiting() + subjects.length > capacity) {
        throw new RangeError(`The queue of re-checks is full (${capacity} subjects).`);
      }
      entries = [...entries, { ...request, subjects }];
      return subjects.length;
    },
    pending: () =>
      entries.map(({ label, purchase, subjects }) => ({
        label,
        purchase,
        refs: subjects.map(({ ref }) => ref),
      })),
    recheckAll({ signal } = {}) {
      round ??= runRound(signal).finally(() => {
        round = undefined;
      });
      return round;
    },
  };
}

function undecidedOf({ results }: CheckResult): ReadonlySet<string> {
  return new Set(results.filter(({ decision }) => decision === 'undetermined').map(({ ref }) => ref));
}
