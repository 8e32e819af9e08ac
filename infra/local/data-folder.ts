import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

/** Why the service cannot start, in words for the person who typed the command. */
export class CannotStart extends Error {
  override readonly name = 'CannotStart';
}

export interface DataFolder {
  readonly path: string;
  readonly secretsFile: string;
  readonly signingKeyFile: string;
  /** Lets another server have the folder. */
  release(): void;
}

/**
 * Takes the folder that holds everything the embedded default keeps, for this process alone, and makes it if needed.
 * The lock is SQLite's lock on a file, which the operating system drops when the process ends, however it ends: there
 * is no stale lock to clean up after SIGKILL.
 *
 * @throws CannotStart if another server holds the folder or it cannot be written.
 */
export function takeDataFolder(folder: string): DataFolder {
  const path = resolve(folder);
  const holderFile = join(path, 'server.pid');
  const lock = openLock(path);
  try {
    lock.exec('PRAGMA busy_timeout = 0; PRAGMA journal_mode = DELETE; BEGIN EXCLUSIVE');
  } catch (error) {
    lock.close();
    throw new CannotStart(
      `The data folder ${path} is in use by another server${holder(holderFile)}. ` +
        'Stop that one, or set DATA_DIR to another folder.',
      { cause: error },
    );
  }
  writeFileSync(holderFile, `${process.pid}\n`);
  return {
    path,
    secretsFile: join(path, 'secrets.json'),
    signingKeyFile: join(path, 'signing-key.json'),
    release: () => lock.close(),
  };
}

function openLock(path: string): DatabaseSync {
  try {
    mkdirSync(path, { recursive: true, mode: 0o700 });
    return new DatabaseSync(join(path, 'lock'));
  } catch (error) {
    throw new CannotStart(`The data folder ${path} cannot be written. Set DATA_DIR to a folder that can.`, {
      cause: error,
    });
  }
}

function holder(file: string): string {
  try {
    return ` (process ${readFileSync(file, 'utf8').trim()})`;
  } catch {
    return '';
  }
}
