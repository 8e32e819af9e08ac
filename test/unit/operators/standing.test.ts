import { describe, expect, test } from 'vitest';
import { createMemoryClients } from '../../../shared/adapters/memory/clients.ts';
import { DependencyUnavailable } from '../../../shared/contracts/problem.ts';
import type { ClientId } from '../../../shared/operators/client-record.ts';
import {
  createClientStandings,
  REFRESHED_AFTER_MS,
  UNKNOWN_FOR_MS,
  USED_FOR_MS,
} from '../../../shared/operators/standing.ts';
import { createManualClock } from '../../support/manual-clock.ts';
import { clientRecord } from '../../support/tokens.ts';

const RAIL = clientRecord('rail');
const KNOWN = { kind: 'known', record: RAIL };
const UNKNOWN = { kind: 'unknown' };

/** A directory that counts its readings, can be down, and can be slow. */
async function world(whenUnreadable?: 'last-known') {
  const clock = createManualClock();
  const directory = createMemoryClients();
  await directory.put(RAIL);
  const state = { readings: 0, down: false, hold: undefined as Promise<void> | undefined };
  const standings = createClientStandings({
    clock,
    ...(whenUnreadable ? { whenUnreadable } : {}),
    directory: {
      async find(clientId) {
        state.readings += 1;
        const found = await directory.find(clientId);
        await state.hold;
        if (state.down) throw new DependencyUnavailable('dynamodb', 'down');
        return found;
      },
    },
  });
  return { clock, directory, state, of: (clientId = RAIL.clientId) => standings.of(clientId) };
}

/** A reading that ends when the test says so. */
function held() {
  let release = () => {};
  const hold = new Promise<void>((resolve) => {
    release = resolve;
  });
  return { hold, release };
}

const settled = () => new Promise((resolve) => setImmediate(resolve));

describe('where a client stands', () => {
  test('is read once, and then known at once', async () => {
    const { of, state } = await world();
    expect(of()).toBeInstanceOf(Promise);
    expect(await of()).toEqual(KNOWN);
    expect(of()).toEqual(KNOWN);
    expect(state.readings).toBe(1);
  });

  test('is read again in time, while nobody waits for it', async () => {
    const { of, state, clock } = await world();
    await of();
    clock.advance(REFRESHED_AFTER_MS);
    expect(of()).toEqual(KNOWN);
    expect(state.readings).toBe(1);
    clock.advance(1);
    expect(of()).toEqual(KNOWN);
    expect(of()).toEqual(KNOWN);
    expect(state.readings).toBe(2);
    await settled();
    clock.advance(REFRESHED_AFTER_MS);
    expect(of()).toEqual(KNOWN);
    expect(state.readings).toBe(2);
  });

  test('is unknown at most 30 seconds after the client was removed, however busy it is', async () => {
    const { of, clock, directory } = await world();
    await of();
    clock.advance(1);
    await directory.remove(RAIL.clientId, clock.wallMs());
    const removedAtMs = clock.wallMs();
    let lastKnownAtMs = 0;
    for (let second = 0; second < 40; second += 1) {
      if ((await of()).kind === 'known') lastKnownAtMs = clock.wallMs();
      await settled();
      clock.advance(1_000);
    }
    expect(lastKnownAtMs - removedAtMs).toBeLessThan(USED_FOR_MS);
    expect(lastKnownAtMs).toBeGreaterThan(removedAtMs);
  });

  test('is unknown at once to a container that was idle since, or frozen', async () => {
    for (const pass of ['advance', 'jumpWall'] as const) {
      const { of, clock, directory } = await world();
      await of();
      await directory.remove(RAIL.clientId, clock.wallMs());
      clock[pass](USED_FOR_MS + 1);
      expect(of()).toBeInstanceOf(Promise);
      expect(await of()).toEqual(UNKNOWN);
    }
  });

  test('is read anew after the wall clock went back', async () => {
    const { of, clock, directory } = await world();
    await of();
    await directory.remove(RAIL.clientId, clock.wallMs());
    clock.jumpWall(-1);
    expect(await of()).toEqual(UNKNOWN);
  });

  test('is used for 30 seconds while it cannot be read, and not a moment longer', async () => {
    const { of, state, clock } = await world();
    await of();
    state.down = true;
    clock.advance(USED_FOR_MS);
    expect(of()).toEqual(KNOWN);
    await settled();
    clock.advance(1);
    await expect(of()).rejects.toThrow(DependencyUnavailable);
    state.down = false;
    expect(await of()).toEqual(KNOWN);
  });

  test('is not taken from an answer that a frozen container got too late', async () => {
    const { of, state, clock, directory } = await world();
    const { hold, release } = held();
    state.hold = hold;
    const first = of();
    await settled();
    await directory.remove(RAIL.clientId, clock.wallMs());
    clock.jumpWall(USED_FOR_MS + 1);
    release();
    await expect(first).rejects.toThrow(DependencyUnavailable);
    expect(await of()).toEqual(UNKNOWN);
  });

  test('is what the later of two readings found, whichever ends first', async () => {
    const { of, state, clock, directory } = await world();
    await of();
    const { hold, release } = held();
    state.hold = hold;
    clock.advance(REFRESHED_AFTER_MS + 1);
    of();
    await settled();
    await directory.remove(RAIL.clientId, clock.wallMs());
    state.hold = undefined;
    clock.advance(REFRESHED_AFTER_MS);
    expect(await of()).toEqual(UNKNOWN);
    release();
    await settled();
    expect(await of()).toEqual(UNKNOWN);
  });

  test('is shared by all who wait for the same reading', async () => {
    const { of, state } = await world();
    await Promise.all(Array.from({ length: 20 }, () => of()));
    expect(state.readings).toBe(1);
  });

  test('of somebody who is not known is remembered for a few seconds, and no longer', async () => {
    const { of, state, clock, directory } = await world();
    const stranger = 'stranger' as ClientId;
    expect(await of(stranger)).toEqual(UNKNOWN);
    for (let n = 0; n < 10; n += 1) expect(of(stranger)).toEqual(UNKNOWN);
    expect(state.readings).toBe(1);
    await directory.put(clientRecord('stranger'));
    clock.advance(UNKNOWN_FOR_MS + 1);
    expect(await of(stranger)).toMatchObject({ kind: 'known' });
  });

  test('is remembered of at most a thousand clients', async () => {
    const { of, state } = await world();
    for (let n = 0; n < 1_000; n += 1) await of(`client-${n}` as ClientId);
    await of();
    expect(state.readings).toBe(1_001);
    expect(of()).toEqual(KNOWN);
    expect(of('client-0' as ClientId)).toBeInstanceOf(Promise);
    expect(of('client-999' as ClientId)).toEqual(UNKNOWN);
  });

  describe('where the last that is known may do', () => {
    test('is what it was while the directory cannot be read, and what it is once it can', async () => {
      const { of, state, clock, directory } = await world('last-known');
      await of();
      state.down = true;
      clock.advance(60 * USED_FOR_MS);
      expect(await of()).toEqual(KNOWN);
      await directory.remove(RAIL.clientId, clock.wallMs());
      state.down = false;
      expect(await of()).toEqual(UNKNOWN);
    });

    test('does not make a request wait for a directory that hangs', async () => {
      const { of, state, clock } = await world('last-known');
      await of();
      const { hold, release } = held();
      state.hold = hold;
      clock.advance(2 * USED_FOR_MS);
      expect(await of()).toEqual(KNOWN);
      release();
    });

    test('is no reason to refuse a client that was not known before it was taken on', async () => {
      const { of, state, clock, directory } = await world('last-known');
      const newcomer = clientRecord('newcomer');
      expect(await of(newcomer.clientId)).toEqual(UNKNOWN);
      await directory.put(newcomer);
      clock.advance(UNKNOWN_FOR_MS + 1);
      state.down = true;
      await expect(async () => of(newcomer.clientId)).rejects.toThrow(DependencyUnavailable);
      state.down = false;
      expect(await of(newcomer.clientId)).toEqual({ kind: 'known', record: newcomer });
    });

    test('is asked about once for all who come while the directory hangs, and nothing is left unhandled', async () => {
      const { of, state, clock } = await world('last-known');
      await of();
      const { hold, release } = held();
      state.hold = hold;
      clock.advance(2 * USED_FOR_MS);
      expect(await Promise.all(Array.from({ length: 100 }, () => of()))).toEqual(Array(100).fill(KNOWN));
      expect(state.readings).toBe(2);
      state.down = true;
      release();
      await settled();
      expect(await of()).toEqual(KNOWN);
    });

    test('ends for a client that was removed as soon as a slow reading has come back', async () => {
      const { of, state, clock, directory } = await world('last-known');
      await of();
      await directory.remove(RAIL.clientId, clock.wallMs());
      const { hold, release } = held();
      state.hold = hold;
      clock.advance(USED_FOR_MS + 1);
      expect(await of()).toEqual(KNOWN);
      release();
      await settled();
      expect(await of()).toEqual(UNKNOWN);
    });

    test('still refuses a client of whom nothing is known', async () => {
      const { of, state } = await world('last-known');
      state.down = true;
      await expect(async () => of()).rejects.toThrow(DependencyUnavailable);
    });
  });
});
