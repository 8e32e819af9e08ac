import type { Clock } from '../../shared/contracts/clock.ts';
import { CanaryFailed, type Decision, type ServiceApi } from './service-api.ts';
import { endedOrderOf, orderOf, type Turn, turnBefore } from './turn.ts';

export interface RunCanaryDependencies {
  readonly api: ServiceApi;
  readonly clock: Clock;
  readonly wait: (ms: number) => Promise<void>;
  /** A whole number from 1 to 999,999 that differs between runs. */
  readonly mark: number;
}

/** What a run saw. Times count from sending the change, so they hold queues and everything else. */
export interface CanaryTimes {
  readonly interceptMs: number;
  readonly releaseMs: number;
}

export type CanaryOutcome =
  | ({
      readonly kind: 'done';
      /** Checks that were allowed although they began after the time of effect (I1). */
      readonly allowedTooLate: number;
      /** Checks that were denied although the release was known to be applied when they began (I2). */
      readonly deniedTooLate: number;
    } & CanaryTimes)
  /** Another run has this turn. */
  | { readonly kind: 'taken' };

/** Commit-wait is 6 s; a queue under load, a cold consumer and a cold check come on top. */
const DENIED_WITHIN_MS = 25_000;
const ALLOWED_WITHIN_MS = 15_000;
const CHECK_EVERY_MS = 200;
/** So many checks follow the first one that was right, to see that it stays right. */
const CONFIRMATIONS = 3;
/** A run that crashed leaves an order; runs of so many turns before are looked after. */
const LOOK_BACK = 2;

/**
 * One turn of the canary: imposes an order on a person of its own, checks until the purchase is denied, releases the
 * order, checks until it is allowed.
 *
 * Whatever happens after the order was sent, its end is sent too. A run that dies in between leaves an order that the
 * next run ends, and that ends by itself after a quarter of an hour.
 *
 * @throws CanaryFailed if the service does not answer as documented, or not in time.
 */
export async function runCanary(turn: Turn, deps: RunCanaryDependencies): Promise<CanaryOutcome> {
  const { api, clock, mark } = deps;
  await releaseLeftovers(turn, api);
  if ((await api.check(turn.resident)).decision !== 'allow') {
    throw new CanaryFailed('checking before the order: not allowed');
  }
  const imposedAtMs = clock.monotonicMs();
  if ((await api.sendChange(turn.impositionId, orderOf(turn, mark))) === 'taken') return { kind: 'taken' };
  let released = false;
  try {
    const denial = await watch(turn, turn.impositionId, 'deny', DENIED_WITHIN_MS, deps);
    const releasedAtMs = clock.monotonicMs();
    await api.sendChange(turn.releaseId, endedOrderOf(turn, mark));
    released = true;
    const permission = await watch(turn, turn.releaseId, 'allow', ALLOWED_WITHIN_MS, deps);
    await api.acknowledgeNotices();
    return {
      kind: 'done',
      interceptMs: denial.firstAtMs - imposedAtMs,
      releaseMs: permission.firstAtMs - releasedAtMs,
      allowedTooLate: denial.tooLate,
      deniedTooLate: permission.tooLate,
    };
  } finally {
    // What made the run fail is the news; that the order may stay for some minutes comes with it.
    if (!released) await api.sendChange(turn.releaseId, endedOrderOf(turn, mark)).catch(() => undefined);
  }
}

async function releaseLeftovers(turn: Turn, api: ServiceApi): Promise<void> {
  for (let turns = 1; turns <= LOOK_BACK; turns++) {
    await api.releaseIfThere(turnBefore(turn, turns).orderId);
  }
}

interface Watched {
  /** End of the first check that was as it should be, by the monotonic clock. */
  readonly firstAtMs: number;
  /** Checks that were not, although by then they had to be. */
  readonly tooLate: number;
}

/**
 * Checks until the decision is as wanted, the service has said since when it must be, and some checks have confirmed
 * it. `undetermined` breaks no promise; it only makes the wait longer.
 *
 * An order must be held against whatever begins after its time of effect, by the service's own clock (I1). An end must
 * be held against whatever begins after the canary was told that it is applied (I2).
 */
async function watch(
  turn: Turn,
  changeId: string,
  wanted: 'allow' | 'deny',
  withinMs: number,
  { api, clock, wait }: RunCanaryDependencies,
): Promise<Watched> {
  const unwanted = wanted === 'deny' ? 'allow' : 'deny';
  const giveUpAtMs = clock.monotonicMs() + withinMs;
  const seen: { readonly decision: Decision; readonly checkedAtMs: number; readonly toldBefore: boolean }[] =
    [];
  let firstAtMs: number | undefined;
  let effectiveAtMs: number | undefined;
  for (;;) {
    const toldBefore = effectiveAtMs !== undefined;
    const { decision, checkedAtMs } = await api.check(turn.resident);
    if (decision === wanted) firstAtMs ??= clock.monotonicMs();
    seen.push({ decision, checkedAtMs, toldBefore });
    effectiveAtMs ??= await api.whenEffective(changeId);

    const since = effectiveAtMs ?? Number.POSITIVE_INFINITY;
    const bound = seen.filter((one) => (wanted === 'deny' ? one.checkedAtMs > since : one.toldBefore));
    const tooLate = bound.filter((one) => one.decision === unwanted).length;
    const kept = bound.filter((one) => one.decision === wanted).length;
    if (firstAtMs !== undefined && kept >= CONFIRMATIONS) return { firstAtMs, tooLate };
    if (clock.monotonicMs() > giveUpAtMs) {
      if (tooLate > 0) return { firstAtMs: firstAtMs ?? clock.monotonicMs(), tooLate };
      const why = effectiveAtMs === undefined ? 'the change was not applied' : 'it was not answered';
      throw new CanaryFailed(`waiting for "${wanted}": ${why} within ${withinMs / 1_000} s`);
    }
    await wait(CHECK_EVERY_MS);
  }
}
