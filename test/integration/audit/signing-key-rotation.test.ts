import { Hono } from 'hono';
import { expect, test } from 'vitest';
import { addSigningKeyRoutes } from '../../../functions/registry-api/routes/signing-keys.ts';
import type { HttpEnv } from '../../../shared/adapters/http/http-env.ts';
import { createStatementSigner } from '../../../shared/adapters/jws/statement-signer.ts';
import { verifyStatement } from '../../../shared/adapters/jws/verify-statement.ts';
import { createMemoryPublicKeys } from '../../../shared/adapters/memory/public-keys.ts';
import { writeCheckpoint } from '../../../shared/audit/write-checkpoint.ts';
import type { PublicKeySet } from '../../../shared/contracts/signed-statement.ts';
import { auditParts } from '../../support/audit-parts.ts';

const keyOf = (seed: number) => ({ key: new Uint8Array(32).fill(seed) });
const TYPE = 'check-attestation+json';

/** What the secret holds, step by step, as the runbook has it. */
const STEPS = {
  before: { seed: 1 },
  published: { seed: 1, next: [2] },
  after: { seed: 2 },
};

type Step = keyof typeof STEPS;

/** Containers of different steps over one archive of public keys. */
function world() {
  const publicKeys = createMemoryPublicKeys();
  const signerOf = (step: Step) => {
    const { seed, next } = { next: [], ...STEPS[step] };
    return createStatementSigner(async () => ({ ...keyOf(seed), next: next.map(keyOf) }));
  };
  return {
    sign: (step: Step) => signerOf(step).sign(TYPE, { step }),
    /** A checkpoint that a container of this step writes. */
    async checkpoint(step: Step) {
      const { writing } = auditParts();
      await writeCheckpoint({ ...writing, keys: publicKeys, signer: signerOf(step) }, 0);
    },
    /** What a container of this step serves to whoever wants to verify. */
    async served(step: Step): Promise<PublicKeySet> {
      const app = new Hono<HttpEnv>();
      addSigningKeyRoutes(app, { statementSigner: signerOf(step), publicKeys });
      return (await (await app.request('/.well-known/signing-keys.json')).json()) as PublicKeySet;
    },
  };
}

test('through a rotation, whatever was signed verifies with what any container serves, and for good', async () => {
  const { sign, checkpoint, served } = world();
  const statements: string[] = [];
  const genuine = async (step: Step) => {
    const keys = await served(step);
    const verified = await Promise.all(statements.map((one) => verifyStatement(one, TYPE, keys)));
    return verified.map(({ kind }) => kind);
  };

  statements.push(await sign('before'));
  await checkpoint('before');
  // The new key is made known; the old one still signs. A checkpoint archives both.
  statements.push(await sign('published'));
  await checkpoint('published');
  for (const step of ['before', 'published'] as const)
    expect(new Set(await genuine(step))).toEqual(new Set(['genuine']));
  // The old key is taken out. Containers that started before that go on with it.
  statements.push(await sign('after'), await sign('published'), await sign('before'));
  for (const step of ['before', 'published', 'after'] as const) {
    expect(await genuine(step)).toEqual(statements.map(() => 'genuine'));
  }
  expect((await served('after')).keys).toHaveLength(2);
  expect(new Set((await served('after')).keys.map(({ kid }) => kid)).size).toBe(2);
});

test('a key that is made known is served before anything is archived, without its private part', async () => {
  const { served } = world();
  const { keys } = await served('published');
  expect(keys).toHaveLength(2);
  for (const key of keys) expect(Object.keys(key)).not.toContain('d');
});

test('without the step in which it is made known, a new key is unknown to containers that started before', async () => {
  const { sign, checkpoint, served } = world();
  await checkpoint('before');
  const statement = await sign('after');
  expect(await verifyStatement(statement, TYPE, await served('before'))).toEqual({
    kind: 'not-genuine',
    why: 'key',
  });
});
