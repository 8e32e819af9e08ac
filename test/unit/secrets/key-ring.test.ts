import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { mockClient } from 'aws-sdk-client-mock';
import { expect, onTestFinished, test } from 'vitest';
import { createDocumentCipher, SealBroken } from '../../../shared/adapters/secrets/document-cipher.ts';
import { createFileSecrets } from '../../../shared/adapters/secrets/file-secrets.ts';
import { createManagedSecrets } from '../../../shared/adapters/secrets/managed-secrets.ts';
import type { Secrets } from '../../../shared/adapters/secrets/secrets.ts';

const stored = (version: string) => ({
  version,
  key: Buffer.alloc(32, Number(version)).toString('base64'),
});
const ONE = stored('1');
const BOTH = { keys: [stored('1'), stored('2')] };

async function secretsOfFile(value: object): Promise<Secrets> {
  const folder = await mkdtemp(join(tmpdir(), 'key-ring-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const path = join(folder, 'secrets.json');
  await writeFile(
    path,
    JSON.stringify({ subjectKey: ONE, documentKey: value, webhookKey: value, signingKey: value }),
  );
  return createFileSecrets(path);
}

async function secretsOfManager(value: object): Promise<Secrets> {
  const manager = mockClient(SecretsManagerClient);
  manager.on(GetSecretValueCommand).resolves({ SecretString: JSON.stringify(value) });
  const arns = { documentKey: 'arn:document', webhookKey: 'arn:webhook', signingKey: 'arn:signing' };
  return createManagedSecrets(new SecretsManagerClient({ region: 'local' }), arns);
}

const PLACES = [
  ['a file', secretsOfFile],
  ['Secrets Manager', secretsOfManager],
] as const;

test.each(
  PLACES.flatMap(([where, load]) =>
    (['documentKey', 'webhookKey'] as const).map((name) => [name, where, load] as const),
  ),
)('%s in %s: after a rotation the newest seals, and what was sealed before opens', async (name, _, load) => {
  const before = await (await load(ONE))[name]();
  const after = await (await load(BOTH))[name]();
  const old = createDocumentCipher(async () => before);
  const now = createDocumentCipher(async () => after);
  const sealedBefore = await old.seal('secret of a webhook', 'operator-1');
  expect(await now.open(sealedBefore, 'operator-1')).toBe('secret of a webhook');
  const sealedNow = await now.seal('secret of a webhook', 'operator-1');
  expect(sealedNow).toMatch(/^v1\.2\./);
  expect(await now.open(sealedNow, 'operator-1')).toBe('secret of a webhook');
  await expect(old.open(sealedNow, 'operator-1')).rejects.toThrow(SealBroken);
});

test.each(PLACES)(
  'in %s a text sealed under one version does not pass for one of another',
  async (_, load) => {
    const secrets = await load(BOTH);
    const cipher = createDocumentCipher(() => secrets.webhookKey());
    const sealed = await cipher.seal('text', 'operator-1');
    await expect(cipher.open(sealed.replace('v1.2.', 'v1.1.'), 'operator-1')).rejects.toThrow(SealBroken);
  },
);

test.each(PLACES)('in %s the oldest key signs, until it is taken out', async (_, load) => {
  const during = await (await load(BOTH)).signingKey();
  expect(during).toMatchObject({ version: '1', next: [{ version: '2' }] });
  expect(await (await load(stored('2'))).signingKey()).toEqual({
    version: '2',
    key: Buffer.alloc(32, 2),
  });
});
