import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { CannotStart, takeDataFolder } from '../../../infra/local/data-folder.ts';
import { temporaryFolder } from './temporary-folder.ts';

test('a folder has one holder at a time', () => {
  const path = join(temporaryFolder(), 'new', 'folder');
  const first = takeDataFolder(path);
  expect(() => takeDataFolder(path)).toThrow(`in use by another server (process ${process.pid})`);
  first.release();
  const second = takeDataFolder(path);
  onTestFinished(() => second.release());
  expect(second.path).toBe(path);
});

test('what a killed server left behind does not lock the folder', () => {
  const path = temporaryFolder();
  writeFileSync(join(path, 'server.pid'), '1\n');
  writeFileSync(join(path, 'lock'), '');
  const folder = takeDataFolder(path);
  onTestFinished(() => folder.release());
  expect(folder.secretsFile).toBe(join(path, 'secrets.json'));
});

test('a folder that cannot be made is reported with what to do', () => {
  const path = join(temporaryFolder(), 'file');
  writeFileSync(path, '');
  expect(() => takeDataFolder(join(path, 'below'))).toThrow(CannotStart);
  mkdirSync(`${path}-lock/lock`, { recursive: true });
  expect(() => takeDataFolder(`${path}-lock`)).toThrow('DATA_DIR');
});
