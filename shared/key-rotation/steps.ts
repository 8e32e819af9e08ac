import { coverageOf, covers, MAX_COVERAGE_LENGTH } from '../identity/key-coverage.ts';
import type { KeyFingerprint } from '../identity/key-fingerprint.ts';
import type { KeyState, LiveKey, RekeyPass } from './state.ts';

/**
 * So long after a step nobody acts on the state before it: containers use what they know for at most ten minutes, and
 * what they began then may take some more.
 */
export const SETTLE_MS = 15 * 60_000;

/** What a step makes of the state, or why it may not be done now. */
export type Step =
  | { readonly kind: 'next'; readonly state: KeyState }
  | { readonly kind: 'refused'; readonly reason: string; readonly notBeforeMs?: number };

/** Intake makes keys under a second version from now on. Checks stay with the one they have. */
export function begin(state: KeyState, key: KeyFingerprint, nowMs: number): Step {
  if (state.phase !== 'stable') return refused('a rotation is under way already');
  if (isKnown(state, key.version)) return refused('that version counts or counted already');
  if (coverageOf([state.lookup, key.version]).length > MAX_COVERAGE_LENGTH) {
    return refused('the names of the two versions are too long together');
  }
  const number = numberOf(key.version);
  return moved(state, nowMs, {
    phase: 'dual',
    live: [...state.live, { ...key, sinceMs: nowMs }],
    ...(number === undefined ? {} : { issued: Math.max(number, state.issued ?? 0) }),
  });
}

/**
 * What the end of a whole pass brings about, if it left out nothing and began after everybody knew.
 *
 * While two versions count: the first such pass closes the lane (a change that lacks keys does not come into force any
 * more), and one that began after that is known everywhere has found the last that could lack any. While one version is
 * given up: the rotation is over.
 */
export function afterPass(state: KeyState, pass: RekeyPass, nowMs: number): KeyState {
  const { pass: _, ...rest } = state;
  const next: KeyState = {
    ...rest,
    lastPass: { ...pass, endedAtMs: nowMs },
    revision: state.revision + 1,
  };
  if (pass.failed > 0) return next;
  if (state.phase === 'retiring') {
    if (pass.startedAtMs < state.phaseSinceMs + SETTLE_MS) return next;
    const { closedAtMs: _closed, rekeyedAtMs: _rekeyed, ...over } = next;
    return { ...over, phase: 'stable', phaseSinceMs: nowMs };
  }
  if (state.phase !== 'dual' || state.rekeyedAtMs !== undefined) return next;
  if (state.closedAtMs === undefined) {
    return pass.startedAtMs < newer(state).sinceMs + SETTLE_MS ? next : { ...next, closedAtMs: nowMs };
  }
  return pass.startedAtMs < state.closedAtMs + SETTLE_MS ? next : { ...next, rekeyedAtMs: nowMs };
}

/**
 * Checks look up with the newer version from now on, each when it next confirms what it knows. Until then the older one is
 * as right, since orders keep their keys of both.
 *
 * @param snapshot what the published snapshot covers; `undefined` if there is none
 */
export function switchOver(state: KeyState, snapshot: string | undefined, nowMs: number): Step {
  if (state.phase !== 'dual') return refused('checks can be switched only while two versions count');
  if (state.rekeyedAtMs === undefined) {
    return refused('not all orders are known to have keys of the newer version: go on with rekey');
  }
  const { version } = newer(state);
  if (snapshot === undefined || !covers(snapshot, version)) {
    return refused('no snapshot that covers the newer version has been published yet: wait for the next');
  }
  return moved(state, nowMs, { phase: 'switched', lookup: version });
}

/** Checks look up with the older version again: what it needs has been kept all the time. */
export function back(state: KeyState, nowMs: number): Step {
  if (state.phase !== 'switched')
    return refused('checks have not been switched, or the older version is given up');
  return moved(state, nowMs, { phase: 'dual', lookup: older(state).version });
}

/** The older version is given up, once nobody looks up with it any more. There is no way back from here. */
export function retire(state: KeyState, nowMs: number): Step {
  if (state.phase !== 'switched') return refused('checks have not been switched to the newer version');
  return giveUp(state, older(state), newer(state), nowMs);
}

/** The newer version is given up; the rotation ends where it began. */
export function abandon(state: KeyState, nowMs: number): Step {
  if (state.phase !== 'dual') return refused('there is no rotation that could be given up now');
  return giveUp(state, newer(state), older(state), nowMs);
}

/** Retired versions are known no more; keyed digests are made under the version that counts from now on. */
export function forget(state: KeyState, anyway: boolean, nowMs: number): Step {
  if (state.phase !== 'stable') return refused('a rotation is under way: end it first');
  if (state.retired.length === 0) return refused('there is no retired version');
  const unresolved = state.lastPass?.unresolved ?? 0;
  if (unresolved > 0 && !anyway) {
    return refused(`${unresolved} orders have documents that were cleared under a retired version alone`);
  }
  return moved(state, nowMs, { phase: 'stable', retired: [], digests: state.lookup });
}

/** One more than the highest number that ever was a version. */
export function freshVersion({ live, retired, issued = 0 }: KeyState, inSecret: readonly string[]): string {
  const versions = [...live, ...retired].map(({ version }) => version).concat(inSecret);
  const numbers = versions.map(numberOf).filter((number) => number !== undefined);
  return String(Math.max(1, issued, ...numbers) + 1);
}

function numberOf(version: string): number | undefined {
  return /^\d{1,9}$/.test(version) ? Number(version) : undefined;
}

function giveUp(state: KeyState, given: LiveKey, kept: LiveKey, nowMs: number): Step {
  const notBeforeMs = state.phaseSinceMs + SETTLE_MS;
  if (nowMs < notBeforeMs) {
    return { kind: 'refused', reason: 'some may still act on the state before the last step', notBeforeMs };
  }
  const { version, fingerprint } = given;
  return moved(state, nowMs, {
    phase: 'retiring',
    lookup: kept.version,
    live: [kept],
    retired: [...state.retired, { version, fingerprint }],
  });
}

/** A pass that is under way was for another goal. */
function moved(state: KeyState, nowMs: number, change: Partial<KeyState>): Step {
  const { pass: _, ...rest } = state;
  return {
    kind: 'next',
    state: { ...rest, ...change, phaseSinceMs: nowMs, revision: state.revision + 1 },
  };
}

function refused(reason: string): Step {
  return { kind: 'refused', reason };
}

function isKnown({ live, retired }: KeyState, version: string): boolean {
  return [...live, ...retired].some((one) => one.version === version);
}

function older({ live }: KeyState): LiveKey {
  return live[0] as LiveKey;
}

function newer({ live }: KeyState): LiveKey {
  return live.at(-1) as LiveKey;
}
