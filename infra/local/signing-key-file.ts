import { readFile, rename, writeFile } from 'node:fs/promises';
import {
  createSigningKey,
  importSigningKey,
  type SigningKey,
} from '../../shared/adapters/http/signing-key.ts';
import { CannotStart } from './data-folder.ts';

/**
 * The key that the embedded default signs its tokens with, from a file that only its owner can read, so that tokens
 * stay good over a restart. Made if there is none.
 *
 * @throws CannotStart if the file is there but holds no such key.
 */
export async function loadSigningKey(file: string): Promise<SigningKey> {
  const text = await readFile(file, 'utf8').catch(() => undefined);
  if (text === undefined) {
    const jwk = await createSigningKey();
    // Written aside first, so that a crash leaves the whole key or none.
    await writeFile(`${file}.new`, `${JSON.stringify(jwk)}\n`, { mode: 0o600 });
    await rename(`${file}.new`, file);
    return await importSigningKey(jwk);
  }
  try {
    return await importSigningKey(JSON.parse(text));
  } catch (error) {
    throw new CannotStart(
      `${file} holds no signing key. Remove it and start again; tokens are then issued anew.`,
      {
        cause: error,
      },
    );
  }
}
