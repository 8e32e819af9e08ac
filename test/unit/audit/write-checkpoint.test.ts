import { describe, expect, test } from 'vitest';
import { createAuditCheckpointsHandler } from '../../../functions/audit-checkpoints/app.ts';
import { statementKeyOf } from '../../../shared/adapters/jws/ed25519-key.ts';
import { createStatementSigner } from '../../../shared/adapters/jws/statement-signer.ts';
import { verifyStatement } from '../../../shared/adapters/jws/verify-statement.ts';
import { createMemoryAuditEntries } from '../../../shared/adapters/memory/audit-entries.ts';
import { CHAINS, chainOf } from '../../../shared/audit/chains.ts';
import { CHECKPOINT_TYPE, parseCheckpoint } from '../../../shared/audit/checkpoint.ts';
import { type AuditEntry, entryAfter, GENESIS } from '../../../shared/audit/entry.ts';
import type { AuditEntryStore } from '../../../shared/audit/ports.ts';
import { DependencyUnavailable } from '../../../shared/contracts/problem.ts';
import { auditParts } from '../../support/audit-parts.ts';
import { createCapturedLog } from '../../support/captured-log.ts';
import { createManualClock } from '../../support/manual-clock.ts';
import { eventOf } from './fixtures.ts';

const HOUR_MS = 3_600_000;
const event = eventOf();
const chain = chainOf(event, '');

function world(entries: AuditEntryStore = createMemoryAuditEntries()) {
  const clock = createManualClock();
  const parts = auditParts({ clock, entries });
  const log = createCapturedLog();
  const run = createAuditCheckpointsHandler({ ...parts.writing, logger: log.logger, clock });
  return { ...parts, clock, log, run };
}

/** The store, with other words in one place. */
function altered(store: AuditEntryStore, replace: (entry: AuditEntry) => AuditEntry | undefined) {
  return {
    ...store,
    async head(number: number) {
      const head = await store.head(number);
      const entry = await store.get(number, head.seq);
      const now = entry && replace(entry);
      if (!entry) return head;
      return now ?? (await store.get(number, head.seq - 1)) ?? { chain: number, seq: 0, digest: GENESIS };
    },
    async get(number: number, seq: number) {
      const entry = await store.get(number, seq);
      return entry && replace(entry);
    },
  };
}

describe('a checkpoint', () => {
  test('says where every chain stands, signed, under a name that sorts by time', async () => {
    const { audit, run, auditCheckpoints, statementSigner, log } = world();
    await audit.record(event);
    await audit.record(event);
    expect(await run()).toEqual({
      name: 'checkpoints/2026-11-23T02-00-00.000Z.jws',
      entries: 2,
      broken: [],
    });
    const { checkpoints } = await auditCheckpoints.listAfter('', 10);
    const keys = { keys: [await statementSigner.publicKey()] };
    const verified = await verifyStatement(checkpoints[0]?.statement as string, CHECKPOINT_TYPE, keys);
    const checkpoint = parseCheckpoint(verified.kind === 'genuine' ? verified.text : '');
    expect(checkpoint?.chains).toHaveLength(CHAINS);
    expect(checkpoint?.chains[chain]).toEqual({
      chain,
      seq: 2,
      digest: expect.stringMatching(/^[\w-]{43}$/),
    });
    expect(log.codes()).toEqual(['audit.checkpoint-written']);
  });

  test('finds a chain that goes on in order', async () => {
    const { audit, run, clock, log } = world();
    for (let hour = 0; hour < 3; hour++) {
      await audit.record(event);
      await run();
      clock.advance(HOUR_MS);
    }
    expect(log.codes()).toEqual(Array(3).fill('audit.checkpoint-written'));
  });

  test.each<[string, (entry: AuditEntry) => AuditEntry | undefined]>([
    [
      'was written anew',
      (entry) =>
        entryAfter({ chain: entry.chain, seq: entry.seq - 1, digest: GENESIS }, [
          { eventId: 'aud_x', event: eventOf({ actor: 'x' }) },
        ]),
    ],
    ['lost its end', (entry) => (entry.seq < 2 ? entry : undefined)],
  ])('finds within the hour that a chain %s, and is written all the same', async (_, replace) => {
    const store = createMemoryAuditEntries();
    let isAltered = false;
    const { audit, run, clock, log } = world(
      new Proxy(store, {
        get: (_target, name: keyof AuditEntryStore) => (isAltered ? altered(store, replace) : store)[name],
      }),
    );
    await audit.record(event);
    await audit.record(event);
    await run();
    isAltered = true;
    clock.advance(HOUR_MS);
    expect(await run()).toMatchObject({ broken: [chain] });
    expect(log.lines.find(({ code }) => code === 'audit.chain-broken')).toMatchObject({
      level: 'error',
      fields: { chains: [chain] },
    });
  });

  test('finds a checkpoint before it that was not signed by this service', async () => {
    const { run, clock, log, writing } = world();
    await run();
    const { checkpoints } = await writing.checkpoints.listAfter('', 1);
    const name = checkpoints[0]?.name as string;
    const other = createStatementSigner(async () => ({ key: new Uint8Array(32).fill(1) }));
    await writing.checkpoints.put({
      name,
      statement: await other.sign(CHECKPOINT_TYPE, { atMs: 1, chains: [] }),
    });
    clock.advance(HOUR_MS);
    expect(await run()).toMatchObject({ forged: name });
    expect(log.codes()).toContain('audit.chain-broken');
  });

  test('that cannot be written is logged and tried again by the platform', async () => {
    const store = createMemoryAuditEntries();
    const down = () => Promise.reject(new DependencyUnavailable('dynamodb', 'down'));
    const { run, log } = world({ ...store, head: down });
    await expect(run()).rejects.toThrow(DependencyUnavailable);
    expect(log.codes()).toEqual(['audit.checkpoint-failed']);
  });
});

describe('the signing key', () => {
  test('is the Ed25519 key of its seed (RFC 8032, section 7.1, test 1), named by its thumbprint (RFC 8037, A.3)', async () => {
    const seed = Buffer.from('9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60', 'hex');
    const { keyId, publicJwk } = await statementKeyOf(seed);
    expect(publicJwk).toEqual({
      kty: 'OKP',
      crv: 'Ed25519',
      x: '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo',
      kid: 'kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k',
      alg: 'EdDSA',
      use: 'sig',
    });
    expect(keyId).toBe(publicJwk.kid);
    await expect(statementKeyOf(seed.subarray(1))).rejects.toThrow(RangeError);
  });

  test('signs what its public key verifies, and one kind of statement does not pass for another', async () => {
    const signer = createStatementSigner(async () => ({ key: new Uint8Array(32).fill(5) }));
    const other = createStatementSigner(async () => ({ key: new Uint8Array(32).fill(6) }));
    const statement = await signer.sign('a+json', { n: 1 });
    const keys = { keys: [await signer.publicKey()] };
    expect(await verifyStatement(statement, 'a+json', keys)).toMatchObject({
      kind: 'genuine',
      text: '{"n":1}',
    });
    const [header, , signature] = statement.split('.');
    const body = Buffer.from('{"n":2}').toString('base64url');
    const unsigned = Buffer.from('{"alg":"none","typ":"a+json"}').toString('base64url');
    for (const [text, why] of [
      [`${header}.${body}.${signature}`, 'signature'],
      [await other.sign('a+json', { n: 1 }), 'key'],
      [await signer.sign('b+json', { n: 1 }), 'type'],
      [`${unsigned}.${body}.`, 'form'],
      ['no statement', 'form'],
    ] as const) {
      expect(await verifyStatement(text, 'a+json', keys)).toEqual({ kind: 'not-genuine', why });
    }
  });
});
