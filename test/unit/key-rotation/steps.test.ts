import { describe, expect, test } from 'vitest';
import { fingerprintOf } from '../../../shared/identity/key-fingerprint.ts';
import {
  type KeyState,
  liveCoverage,
  type RekeyPass,
  requiredCoverage,
  snapshotCoverage,
  stableState,
} from '../../../shared/key-rotation/state.ts';
import {
  abandon,
  afterPass,
  back,
  begin,
  forget,
  freshVersion,
  retire,
  SETTLE_MS,
  type Step,
  switchOver,
} from '../../../shared/key-rotation/steps.ts';
import { whatNext } from '../../../shared/key-rotation/what-next.ts';

const fingerprint = (version: string, fill = Number(version)) =>
  fingerprintOf({ version, key: new Uint8Array(32).fill(fill) });

const STABLE = stableState(fingerprint('1'));
const T0 = Date.parse('2026-11-23T10:00:00+08:00');

function next(step: Step): KeyState {
  if (step.kind === 'refused') throw new Error(step.reason);
  return step.state;
}

function passOf(startedAtMs: number, counts: Partial<RekeyPass> = {}): RekeyPass {
  return { startedAtMs, looked: 3, rekeyed: 3, failed: 0, unresolved: 0, ...counts };
}

const DUAL = next(begin(STABLE, fingerprint('2'), T0));
const CLOSED = afterPass(DUAL, passOf(T0 + SETTLE_MS), T0 + SETTLE_MS + 1);
const T1 = T0 + 2 * SETTLE_MS + 1;
const REKEYED = afterPass(CLOSED, passOf(T1), T1 + 1);
const SWITCHED = next(switchOver(REKEYED, '1+2', T1 + 2));
const T2 = T1 + 2 + SETTLE_MS;
const RETIRING = next(retire(SWITCHED, T2));

describe('a rotation', () => {
  test('goes from one version to the other through its phases', () => {
    const phases = [STABLE, DUAL, CLOSED, REKEYED, SWITCHED, RETIRING].map((state) => [
      state.phase,
      state.lookup,
      liveCoverage(state),
      requiredCoverage(state),
      snapshotCoverage(state),
    ]);
    expect(phases).toEqual([
      ['stable', '1', '1', '1', '1'],
      ['dual', '1', '1+2', '1', '1'],
      ['dual', '1', '1+2', '1+2', '1'],
      ['dual', '1', '1+2', '1+2', '1+2'],
      ['switched', '2', '1+2', '1+2', '1+2'],
      ['retiring', '2', '2', '2', '2'],
    ]);
    const over = afterPass(RETIRING, passOf(T2 + SETTLE_MS), T2 + SETTLE_MS + 1);
    expect(over).toMatchObject({ phase: 'stable', lookup: '2', digests: '1', retired: [fingerprint('1')] });
    expect(over.closedAtMs).toBeUndefined();
    expect(over.rekeyedAtMs).toBeUndefined();
    expect(next(forget(over, false, T2))).toMatchObject({ digests: '2', retired: [] });
  });

  test('raises the revision with each step, so that no two steps are taken from one state', () => {
    const revisions = [STABLE, DUAL, CLOSED, REKEYED, SWITCHED, RETIRING].map(({ revision }) => revision);
    expect(revisions).toEqual([0, 1, 2, 3, 4, 5]);
  });

  test('begins only where none is under way, and never with a version that counted before', () => {
    for (const state of [DUAL, SWITCHED, RETIRING])
      expect(begin(state, fingerprint('3'), T0).kind).toBe('refused');
    expect(begin(STABLE, fingerprint('1', 9), T0).kind).toBe('refused');
    const retired = { ...STABLE, retired: [fingerprint('2')] };
    expect(begin(retired, fingerprint('2', 9), T0).kind).toBe('refused');
  });

  test('does not begin with names that have no room in a snapshot together', () => {
    const long = (letter: string) => ({ version: letter.repeat(32), fingerprint: 'f'.repeat(32) });
    expect(begin(stableState(long('a')), long('b'), T0).kind).toBe('refused');
    const fits = { ...long('b'), version: 'b'.repeat(31) };
    expect(begin(stableState(long('a')), fits, T0).kind).toBe('next');
  });

  test('gives no number to two versions, even after one was forgotten', () => {
    expect(freshVersion(STABLE, ['1'])).toBe('2');
    expect(freshVersion(DUAL, ['1', '2', '7'])).toBe('8');
    expect(freshVersion({ ...STABLE, issued: 5 }, ['1'])).toBe('6');
    expect(DUAL.issued).toBe(2);
    expect(freshVersion(stableState({ version: 'blue', fingerprint: 'f' }), ['blue'])).toBe('2');
  });
});

describe('a pass through the orders', () => {
  test('counts only if it began when everybody made keys of both versions', () => {
    const early = afterPass(DUAL, passOf(T0 + SETTLE_MS - 1), T0 + 2 * SETTLE_MS);
    expect(early.closedAtMs).toBeUndefined();
    expect(early.lastPass).toMatchObject({ startedAtMs: T0 + SETTLE_MS - 1, endedAtMs: T0 + 2 * SETTLE_MS });
    expect(CLOSED.closedAtMs).toBe(T0 + SETTLE_MS + 1);
  });

  test('is the last only if it began when nothing that lacks keys could come into force', () => {
    const { closedAtMs = 0 } = CLOSED;
    expect(afterPass(CLOSED, passOf(closedAtMs + SETTLE_MS - 1), T1).rekeyedAtMs).toBeUndefined();
    expect(afterPass(CLOSED, passOf(closedAtMs + SETTLE_MS), T1).rekeyedAtMs).toBe(T1);
  });

  test('that left an order out counts for nothing', () => {
    const failed = { failed: 1 };
    expect(afterPass(DUAL, passOf(T0 + SETTLE_MS, failed), T1).closedAtMs).toBeUndefined();
    expect(afterPass(CLOSED, passOf(T1, failed), T1).rekeyedAtMs).toBeUndefined();
    expect(afterPass(RETIRING, passOf(T2 + SETTLE_MS, failed), T2).phase).toBe('retiring');
  });

  test('ends the rotation only if it began when nobody made keys of the old version any more', () => {
    expect(afterPass(RETIRING, passOf(T2 + SETTLE_MS - 1), T2 + 2 * SETTLE_MS).phase).toBe('retiring');
    expect(afterPass(RETIRING, passOf(T2 + SETTLE_MS), T2 + 2 * SETTLE_MS).phase).toBe('stable');
  });

  test('changes nothing of what was reached before', () => {
    expect(afterPass(REKEYED, passOf(T2), T2).rekeyedAtMs).toBe(REKEYED.rekeyedAtMs);
    expect(afterPass(SWITCHED, passOf(T2), T2)).toMatchObject({ phase: 'switched', lookup: '2' });
  });

  test('is forgotten when a step is taken: it was for another goal', () => {
    const underWay = { ...SWITCHED, pass: passOf(T1) };
    expect(next(retire(underWay, T2)).pass).toBeUndefined();
    expect(next(back(underWay, T2)).pass).toBeUndefined();
  });
});

describe('the switch', () => {
  test('waits for the last pass, and for a snapshot that covers the new version', () => {
    for (const state of [STABLE, DUAL, CLOSED, SWITCHED, RETIRING])
      expect(switchOver(state, '1+2', T1).kind).toBe('refused');
    for (const snapshot of [undefined, '1', '12'])
      expect(switchOver(REKEYED, snapshot, T1).kind).toBe('refused');
    for (const snapshot of ['1+2', '2']) expect(switchOver(REKEYED, snapshot, T1).kind).toBe('next');
  });

  test('is undone at once, and done again', () => {
    const undone = next(back(SWITCHED, T2));
    expect(undone).toMatchObject({ phase: 'dual', lookup: '1', rekeyedAtMs: REKEYED.rekeyedAtMs });
    expect(next(switchOver(undone, '1+2', T2 + 1))).toMatchObject({ phase: 'switched', lookup: '2' });
    for (const state of [STABLE, DUAL, RETIRING]) expect(back(state, T2).kind).toBe('refused');
  });
});

describe('a version is given up', () => {
  test('only when nobody looks up with it any more', () => {
    expect(retire(SWITCHED, T2 - 1)).toMatchObject({ kind: 'refused', notBeforeMs: T2 });
    expect(RETIRING).toMatchObject({ lookup: '2', retired: [fingerprint('1')] });
    for (const state of [STABLE, DUAL, REKEYED, RETIRING]) expect(retire(state, T2).kind).toBe('refused');
  });

  test('which may be the new one, before a switch or after it was undone', () => {
    expect(abandon(DUAL, T0 + SETTLE_MS - 1).kind).toBe('refused');
    const given = next(abandon(DUAL, T0 + SETTLE_MS));
    expect(given).toMatchObject({
      phase: 'retiring',
      lookup: '1',
      digests: '1',
      retired: [fingerprint('2')],
    });
    expect(abandon(SWITCHED, T2).kind).toBe('refused');
    expect(abandon(next(back(SWITCHED, T2)), T2 + SETTLE_MS - 1).kind).toBe('refused');
  });

  test('and is not forgotten while orders need it, unless one insists', () => {
    const over = afterPass(RETIRING, passOf(T2 + SETTLE_MS, { unresolved: 2 }), T2 + SETTLE_MS);
    expect(forget(over, false, T2)).toMatchObject({
      kind: 'refused',
      reason: expect.stringContaining('2 orders'),
    });
    expect(forget(over, true, T2).kind).toBe('next');
    expect(forget(STABLE, true, T2).kind).toBe('refused');
    expect(forget(RETIRING, true, T2).kind).toBe('refused');
  });
});

test.each([
  ['stable', STABLE, T0, /^Nothing\. begin/],
  ['stable with a retired version', { ...STABLE, retired: [fingerprint('2')] }, T0, /forget/],
  ['just begun', DUAL, T0, /^rekey; a pass counts that begins from 2026-11-23T10:15:00/],
  ['begun a while ago', DUAL, T0 + SETTLE_MS, /^rekey; a pass counts that begins now/],
  [
    'in a pass that counts',
    { ...DUAL, pass: passOf(T0 + SETTLE_MS) },
    T1,
    /^rekey, until its pass has ended\.$/,
  ],
  ['in a pass that does not', { ...DUAL, pass: passOf(T0) }, T1, /then again: one counts that begins now/],
  ['rekeyed', REKEYED, T1, /^switch/],
  ['switched', SWITCHED, T2, /^retire, now/],
  ['retiring', RETIRING, T2, /^rekey; a pass counts that begins from/],
  [
    'after a pass that left orders out',
    afterPass(DUAL, passOf(T1, { failed: 4 }), T1),
    T1,
    /left out 4 orders: see the log, keys\.order-left/,
  ],
] as const)('an operator is told what comes next: %s', (_, state, nowMs, expected) => {
  expect(whatNext(state, nowMs)).toMatch(expected);
});
