import { randomBytes } from 'node:crypto';
import { link, mkdir, open, readFile, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import * as z from 'zod';
import { DependencyUnavailable } from '../../contracts/problem.ts';
import { oncePerContainer } from '../../runtime/once-per-container.ts';
import type { Secrets } from './secrets.ts';
import { SecretsError } from './secrets-error.ts';
import { KEY_BYTES, parseSecretJson, parseVersionedKey } from './versioned-key.ts';

const secretsFile = z.strictObject({ subjectKey: z.unknown(), documentKey: z.unknown() });

/**
 * Secrets from a file, for the embedded default: `{"subjectKey": {"version", "key"}, "documentKey": {"version", "key"}}`.
 */
export function createFileSecrets(path: string): Secrets {
  const load = oncePerContainer(async () => {
    const text = await readFile(path, 'utf8').catch((error: unknown) => {
      throw new DependencyUnavailable('secrets', 'reading the file with the secrets failed', error);
    });
    const file = secretsFile.safeParse(parseSecretJson(text, 'the file with the secrets'));
    if (!file.success)
      throw new SecretsError('the file with the secrets must hold subjectKey and documentKey');
    return {
      subjectKey: parseVersionedKey(file.data.subjectKey, 'subjectKey'),
      documentKey: parseVersionedKey(file.data.documentKey, 'documentKey'),
    };
  });
  return {
    current: async () => (await load()).subjectKey,
    documentKey: async () => (await load()).documentKey,
  };
}

/**
 * Makes the file with two fresh secrets, readable by its owner only, unless it is there: losing either secret makes
 * the register unreadable, so an existing file is never touched.
 *
 * @returns whether the file was made.
 */
export async function createSecretsFile(path: string): Promise<boolean> {
  await mkdir(dirname(path), { recursive: true });
  const fresh = () => ({ version: '1', key: randomBytes(KEY_BYTES).toString('base64') });
  const temporary = `${path}.${process.pid}.${randomBytes(6).toString('hex')}`;
  const file = await open(temporary, 'wx', 0o600);
  try {
    await file.writeFile(`${JSON.stringify({ subjectKey: fresh(), documentKey: fresh() }, undefined, 2)}\n`);
    await file.sync();
  } finally {
    await file.close();
  }
  try {
    // Unlike a rename, a link fails when the name is taken: of two starts at once one wins and both go on with its file.
    await link(temporary, path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  } finally {
    await rm(temporary, { force: true });
  }
}
