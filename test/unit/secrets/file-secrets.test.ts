import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createSecrets } from '../../../shared/adapters/secrets/create-secrets.ts';
import { createFileSecrets, createSecretsFile } from '../../../shared/adapters/secrets/file-secrets.ts';
import { SecretsError } from '../../../shared/adapters/secrets/secrets-error.ts';
import { DependencyUnavailable } from '../../../shared/contracts/problem.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'secrets-'));
});
afterEach(async () => {
  await rm(folder, { recursive: true });
});

describe('a secrets file', () => {
  test('is made with two different keys of 32 bytes that only its owner can read', async () => {
    const path = join(folder, 'deep', 'secrets.json');
    expect(await createSecretsFile(path)).toBe(true);
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    const secrets = createFileSecrets(path);
    const [subject, document] = [await secrets.current(), await secrets.documentKey()];
    expect(subject).toMatchObject({ version: '1', key: expect.any(Uint8Array) });
    expect(subject.key).toHaveLength(32);
    expect(document.key).toHaveLength(32);
    expect(Buffer.compare(subject.key, document.key)).not.toBe(0);
    expect(await readdir(join(folder, 'deep'))).toEqual(['secrets.json']);
  });

  test('of an earlier release gets the keys that it lacks and keeps those that it has', async () => {
    const path = join(folder, 'secrets.json');
    const kept = { version: '7', key: Buffer.alloc(32, 7).toString('base64') };
    await writeFile(path, JSON.stringify({ subjectKey: kept, documentKey: kept }));
    await expect(createFileSecrets(path).signingKey()).rejects.toThrow(SecretsError);
    expect(await createSecretsFile(path)).toBe(false);
    const secrets = createFileSecrets(path);
    expect(await secrets.current()).toEqual({ version: '7', key: Buffer.alloc(32, 7) });
    expect((await secrets.webhookKey()).key).toHaveLength(32);
    expect(Buffer.compare((await secrets.webhookKey()).key, (await secrets.signingKey()).key)).not.toBe(0);
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    expect(await readdir(folder)).toEqual(['secrets.json']);
  });

  test('is never written over, even if it is damaged', async () => {
    const path = join(folder, 'secrets.json');
    await writeFile(path, 'precious');
    expect(await createSecretsFile(path)).toBe(false);
    expect(await readFile(path, 'utf8')).toBe('precious');
    expect(await readdir(folder)).toEqual(['secrets.json']);
  });

  test('is made by one of several who try at once', async () => {
    const path = join(folder, 'secrets.json');
    const made = await Promise.all(Array.from({ length: 8 }, () => createSecretsFile(path)));
    expect(made.filter(Boolean)).toHaveLength(1);
    expect((await createFileSecrets(path).current()).key).toHaveLength(32);
  });

  test('is read once; a failure is tried again at the next use', async () => {
    const path = join(folder, 'secrets.json');
    const secrets = createFileSecrets(path);
    await expect(secrets.current()).rejects.toThrow(DependencyUnavailable);
    await createSecretsFile(path);
    const first = await secrets.current();
    await rm(path);
    expect(await secrets.current()).toBe(first);
    expect((await secrets.documentKey()).key).toHaveLength(32);
  });

  const KEY = Buffer.alloc(32, 7).toString('base64');
  test.each([
    ['no JSON', 'x'],
    ['a list', '[]'],
    ['one key only', `{"subjectKey":{"version":"1","key":"${KEY}"}}`],
    [
      'a short key',
      `{"subjectKey":{"version":"1","key":"QUJD"},"documentKey":{"version":"1","key":"${KEY}"}}`,
    ],
    [
      'no base64',
      `{"subjectKey":{"version":"1","key":"${'!'.repeat(44)}"},"documentKey":{"version":"1","key":"${KEY}"}}`,
    ],
    [
      'a version with a dot',
      `{"subjectKey":{"version":"1.2","key":"${KEY}"},"documentKey":{"version":"1","key":"${KEY}"}}`,
    ],
  ])('with %s is refused without its contents being told', async (_what, text) => {
    const path = join(folder, 'secrets.json');
    await writeFile(path, text);
    const error = await createFileSecrets(path)
      .current()
      .catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(SecretsError);
    expect((error as Error).message).not.toContain(KEY);
  });
});

describe('where the secrets are', () => {
  test('is a file when the settings name one', async () => {
    const path = join(folder, 'secrets.json');
    await createSecretsFile(path);
    const secrets = createSecrets({ AWS_REGION: 'local', SECRETS_FILE: path });
    expect((await secrets.current()).version).toBe('1');
  });

  test('must be stated', () => {
    expect(() => createSecrets({ AWS_REGION: 'local' })).toThrow(SecretsError);
  });
});
