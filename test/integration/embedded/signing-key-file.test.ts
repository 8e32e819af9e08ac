import { statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { loadSigningKey } from '../../../infra/local/signing-key-file.ts';
import { temporaryFolder } from './temporary-folder.ts';

test('the signing key is made once, for its owner only, and is the same after a restart', async () => {
  const file = join(temporaryFolder(), 'signing-key.json');
  const first = await loadSigningKey(file);
  const second = await loadSigningKey(file);
  expect(second.keyId).toBe(first.keyId);
  expect(statSync(file).mode & 0o777).toBe(0o600);
});

test('a damaged key file is reported and left alone', async () => {
  const file = join(temporaryFolder(), 'signing-key.json');
  writeFileSync(file, '{"kty":"EC"');
  await expect(loadSigningKey(file)).rejects.toThrow('holds no signing key');
  expect(statSync(file).size).toBe(11);
});
