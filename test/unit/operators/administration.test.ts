import { describe, expect, test } from 'vitest';
import { createMemoryClients } from '../../../shared/adapters/memory/clients.ts';
import type { OperatorId } from '../../../shared/contracts/ids.ts';
import { DependencyUnavailable } from '../../../shared/contracts/problem.ts';
import {
  type CredentialIssuer,
  createClientAdministration,
} from '../../../shared/operators/administration.ts';
import type { ClientId } from '../../../shared/operators/client-record.ts';
import type { ClientRequest } from '../../../shared/operators/client-request.ts';
import type { ClientDirectory } from '../../../shared/operators/ports.ts';
import { createManualClock } from '../../support/manual-clock.ts';

const RAIL: ClientRequest = { operatorId: 'rail' as OperatorId, scopes: ['check:rail'] };
const DOWN = new DependencyUnavailable('dynamodb', 'down');

/** An issuer in memory, and a register whose next step can fail. */
function world() {
  const clock = createManualClock();
  const credentials = new Map<ClientId, OperatorId>();
  const directory = createMemoryClients();
  const failing = new Set<string>();
  const meanwhile = new Map<string, () => Promise<unknown>>();
  const steps: string[] = [];
  let made = 0;
  const step = async <T>(name: string, work: () => T | Promise<T>): Promise<T> => {
    if (failing.delete(name)) throw DOWN;
    const deed = meanwhile.get(name);
    meanwhile.delete(name);
    await deed?.();
    steps.push(name);
    return await work();
  };
  const issuer: CredentialIssuer = {
    create: (name) =>
      step('create', () => {
        const clientId = `client-${++made}` as ClientId;
        credentials.set(clientId, name);
        return { clientId, clientSecret: `secret-${made}` };
      }),
    remove: (clientId) => step('remove credentials', () => void credentials.delete(clientId)),
    listNamed: async (name) => [...credentials].flatMap(([id, owner]) => (owner === name ? [id] : [])),
  };
  const watched: ClientDirectory = {
    ...directory,
    put: (record) => step('put', () => directory.put(record)),
    remove: (clientId, atMs) => step('remove record', () => directory.remove(clientId, atMs)),
  };
  const administration = createClientAdministration({ issuer, directory: watched, clock });
  return { ...administration, clock, credentials, directory, failing, meanwhile, steps };
}

describe('an operator that is taken on', () => {
  test('has a client with a secret, and a record of what it may do', async () => {
    const { add, directory, clock } = world();
    const limits = { ratePerSecond: 5, burst: 10 };
    const record = {
      clientId: 'client-1',
      operatorId: 'rail',
      scopes: ['check:rail'],
      courts: 'all',
      limits,
      status: 'active',
      createdAtMs: clock.wallMs(),
    };
    expect(await add({ ...RAIL, limits })).toEqual({
      kind: 'issued',
      issued: { clientId: 'client-1', clientSecret: 'secret-1', record },
    });
    expect(await directory.find('client-1' as ClientId)).toEqual(record);
    expect(JSON.stringify(await directory.list())).not.toContain('secret-1');
  });

  test('a second time is told which client it has', async () => {
    const { add, credentials } = world();
    await add(RAIL);
    expect(await add(RAIL)).toEqual({ kind: 'exists', clientIds: ['client-1'] });
    expect(credentials.size).toBe(1);
  });

  test('after a fault between both steps has a client that nobody knows, until it is let go', async () => {
    const { add, remove, credentials, directory, failing } = world();
    failing.add('put');
    await expect(add(RAIL)).rejects.toThrow(DOWN);
    expect(await directory.list()).toEqual([]);
    expect(await add(RAIL)).toMatchObject({ kind: 'issued', issued: { clientId: 'client-2' } });
    expect((await directory.list()).map(({ clientId }) => clientId)).toEqual(['client-2']);
    expect(await remove('rail')).toEqual(['client-2']);
    expect(credentials.size).toBe(0);
  });

  test('a second time in the moment between both steps takes no client away from the first', async () => {
    const { add, credentials, directory, meanwhile } = world();
    meanwhile.set('put', () => add(RAIL));
    await add(RAIL);
    expect((await directory.list()).map(({ clientId }) => clientId)).toEqual(['client-1', 'client-2']);
    expect([...credentials.keys()]).toEqual(['client-1', 'client-2']);
  });
});

describe('an operator that gets new credentials', () => {
  test('is the same operator with the same rights, and keeps the earlier client until that is removed', async () => {
    const { add, rotate, remove, directory, credentials, clock } = world();
    const court: ClientRequest = {
      operatorId: 'court' as OperatorId,
      scopes: ['registry:write'],
      courts: ['京0105'],
    };
    await add(court);
    clock.advance(1_000);
    const rotated = await rotate(court.operatorId);
    expect(rotated).toMatchObject({
      kind: 'issued',
      earlier: ['client-1'],
      issued: {
        clientId: 'client-2',
        clientSecret: 'secret-2',
        record: { operatorId: 'court', scopes: ['registry:write'], courts: ['京0105'] },
      },
    });
    expect((await directory.list()).map(({ status }) => status)).toEqual(['active', 'active']);
    expect(await remove('client-1')).toEqual(['client-1']);
    expect([...credentials.keys()]).toEqual(['client-2']);
    expect((await directory.list()).map(({ status }) => status)).toEqual(['removed', 'active']);
  });

  test('must be known', async () => {
    const { add, rotate, remove } = world();
    expect(await rotate(RAIL.operatorId)).toEqual({ kind: 'unknown' });
    await add(RAIL);
    await remove('rail');
    expect(await rotate(RAIL.operatorId)).toEqual({ kind: 'unknown' });
  });
});

describe('an operator that is let go', () => {
  test('loses its records first, which is what counts, and then its credentials', async () => {
    const { add, rotate, remove, steps, credentials, directory } = world();
    await add(RAIL);
    await rotate(RAIL.operatorId);
    steps.length = 0;
    expect(await remove('rail')).toEqual(['client-1', 'client-2']);
    expect(steps).toEqual(['remove record', 'remove record', 'remove credentials', 'remove credentials']);
    expect(credentials.size).toBe(0);
    expect((await directory.list()).every(({ status }) => status === 'removed')).toBe(true);
  });

  test('after a fault between both steps is let go all the same, and the same command completes it', async () => {
    const { add, remove, failing, credentials, directory } = world();
    await add(RAIL);
    failing.add('remove credentials');
    await expect(remove('rail')).rejects.toThrow(DOWN);
    expect((await directory.list()).map(({ status }) => status)).toEqual(['removed']);
    expect(await remove('rail')).toEqual(['client-1']);
    expect(credentials.size).toBe(0);
  });

  test('can come back with another client', async () => {
    const { add, remove } = world();
    await add(RAIL);
    await remove('rail');
    expect(await add(RAIL)).toMatchObject({ kind: 'issued', issued: { clientId: 'client-2' } });
  });

  test('has to be known', async () => {
    expect(await world().remove('nobody')).toEqual([]);
  });
});
