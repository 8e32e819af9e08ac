import { randomBytes } from 'node:crypto';
import { link, mkdir, open, readFile, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import * as z from 'zod';
import { DependencyUnavailable } from '../../contracts/problem.ts';
import type { SubjectKeyVault } from '../../identity/secrets.ts';
import { oncePerContainer } from '../../runtime/once-per-container.ts';
import { ringOf, signingKeysOf } from './key-ring.ts';
import type { Secrets, VersionedKey } from './secrets.ts';
import { SecretsError } from './secrets-error.ts';
import {
  KEY_BYTES,
  oldestOf,
  parseSecretJson,
  parseVersionedKeys,
  storedForm,
  withoutVersion,
  withVersion,
} from './versioned-key.ts';

const KEY_NAMES = ['subjectKey', 'documentKey', 'webhookKey', 'signingKey'] as const;

type KeyName = (typeof KEY_NAMES)[number];

const secretsFile = z.strictObject({
  subjectKey: z.unknown(),
  documentKey: z.unknown(),
  webhookKey: z.unknown().optional(),
  signingKey: z.unknown().optional(),
});

/**
 * Secrets from a file, for the embedded default: for each key its name and `{"version", "key"}`; each may have
 * several versions, `{"keys": [{"version", "key"}, …]}`, oldest first.
 */
export function createFileSecrets(path: string): Secrets {
  const load = async () => {
    const stored = await readSecretsFile(path);
    const keys = KEY_NAMES.filter((name) => stored[name] !== undefined).map(
      (name) => [name, parseVersionedKeys(stored[name], name)] as const,
    );
    return new Map<KeyName, readonly VersionedKey[]>(keys);
  };
  let loaded = oncePerContainer(load);
  const keys = async (name: KeyName) => {
    const found = (await loaded()).get(name);
    if (found) return found;
    throw new SecretsError(
      `the file with the secrets holds no ${name}: start the service once, which adds it`,
    );
  };
  const key = async (name: KeyName) => oldestOf(await keys(name));
  return {
    current: () => key('subjectKey'),
    subjectKeys: (again) => {
      if (again) loaded = oncePerContainer(load);
      return keys('subjectKey');
    },
    documentKey: async () => ringOf(await keys('documentKey')),
    webhookKey: async () => ringOf(await keys('webhookKey')),
    signingKey: async () => signingKeysOf(await keys('signingKey')),
  };
}

/** The versions of the subject key in the file, for who rotates it. One process alone may write. */
export function createFileKeyVault(path: string): SubjectKeyVault {
  const change = async (next: (keys: readonly VersionedKey[]) => readonly VersionedKey[]) => {
    const stored = await readSecretsFile(path);
    const keys = next(parseVersionedKeys(stored.subjectKey, 'subjectKey'));
    await writeBeside(path, { ...stored, subjectKey: storedForm(keys) }, (temporary) =>
      rename(temporary, path),
    );
  };
  return {
    read: async () => parseVersionedKeys((await readSecretsFile(path)).subjectKey, 'subjectKey'),
    add: (version) => change((keys) => withVersion(keys, version)),
    remove: (version) => change((keys) => withoutVersion(keys, version)),
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
