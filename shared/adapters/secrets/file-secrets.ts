import { randomBytes } from 'node:crypto';
import { link, mkdir, open, readFile, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import * as z from 'zod';
import { DependencyUnavailable } from '../../contracts/problem.ts';
import { oncePerContainer } from '../../runtime/once-per-container.ts';
import type { Secrets } from './secrets.ts';
import { SecretsError } from './secrets-error.ts';
import { KEY_BYTES, parseSecretJson, parseVersionedKey } from './versioned-key.ts';

const KEY_NAMES = ['subjectKey', 'documentKey', 'webhookKey', 'signingKey'] as const;

type KeyName = (typeof KEY_NAMES)[number];

const secretsFile = z.strictObject({
  subjectKey: z.unknown(),
  documentKey: z.unknown(),
  webhookKey: z.unknown().optional(),
  signingKey: z.unknown().optional(),
});

/**
 * Secrets from a file, for the embedded default: for each key its name and `{"version", "key"}`.
 */
export function createFileSecrets(path: string): Secrets {
  const load = oncePerContainer(async () => {
    const stored = await readSecretsFile(path);
    const keys = KEY_NAMES.filter((name) => stored[name] !== undefined).map(
      (name) => [name, parseVersionedKey(stored[name], name)] as const,
    );
    return new Map(keys);
  });
  const key = async (name: KeyName) => {
    const found = (await load()).get(name);
    if (found) return found;
    throw new SecretsError(
      `the file with the secrets holds no ${name}: start the service once, which adds it`,
    );
  };
  return {
    current: () => key('subjectKey'),
    documentKey: () => key('documentKey'),
    webhookKey: () => key('webhookKey'),
    signingKey: () => key('signingKey'),
  };
}

async function readSecretsFile(path: string): Promise<z.output<typeof secretsFile>> {
  const text = await readFile(path, 'utf8').catch((error: unknown) => {
    throw new DependencyUnavailable('secrets', 'reading the file with the secrets failed', error);
  });
  const file = secretsFile.safeParse(parseSecretJson(text, 'the file with the secrets'));
  if (file.success) return file.data;
  throw new SecretsError(`the file with the secrets must hold ${KEY_NAMES.join(', ')} and nothing else`);
}

/**
 * Makes the file with fresh secrets, readable by its owner only. If it is there its keys stay as they are, since losing
 * one makes what was made with it unreadable; only keys that an earlier release did not have are added.
 *
 * @returns whether the file was made.
 */
export async function createSecretsFile(path: string): Promise<boolean> {
  await mkdir(dirname(path), { recursive: true });
  const made = await writeBeside(path, freshKeys(KEY_NAMES), async (temporary) => {
    try {
      // Unlike a rename, a link fails when the name is taken: of two starts at once one wins and both go on with its file.
      await link(temporary, path);
      return true;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
      throw error;
    }
  });
  if (!made) await addMissingKeys(path);
  return made;
}

async function addMissingKeys(path: string): Promise<void> {
  const stored = await readSecretsFile(path).catch((error: unknown) => {
    // A damaged file stays as it is, for somebody to look at; whatever needs a key says then that it is damaged.
    if (error instanceof SecretsError) return undefined;
    throw error;
  });
  if (stored === undefined) return;
  const missing = KEY_NAMES.filter((name) => stored[name] === undefined);
  if (missing.length === 0) return;
  await writeBeside(path, { ...stored, ...freshKeys(missing) }, (temporary) => rename(temporary, path));
}

function freshKeys(names: readonly KeyName[]) {
  return Object.fromEntries(
    names.map((name) => [name, { version: '1', key: randomBytes(KEY_BYTES).toString('base64') }]),
  );
}

async function writeBeside<T>(
  path: string,
  content: object,
  put: (temporary: string) => Promise<T>,
): Promise<T> {
  const temporary = `${path}.${process.pid}.${randomBytes(6).toString('hex')}`;
  const file = await open(temporary, 'wx', 0o600);
  try {
    await file.writeFile(`${JSON.stringify(content, undefined, 2)}\n`);
    await file.sync();
  } finally {
    await file.close();
  }
  try {
    return await put(temporary);
  } finally {
    await rm(temporary, { force: true });
  }
}
