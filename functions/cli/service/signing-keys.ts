import { readFile } from 'node:fs/promises';
import * as z from 'zod';
import type { PublicKeySet } from '../../../shared/contracts/signed-statement.ts';
import { InputError, ServiceError } from '../errors.ts';
import type { Call } from './call.ts';
import { readUrl } from './connection.ts';
import { parseJson } from './tokens.ts';

const keySet: z.ZodType<PublicKeySet> = z.object({
  keys: z.array(
    z.object({
      kty: z.string(),
      crv: z.string(),
      x: z.string(),
      kid: z.string(),
      alg: z.string(),
      use: z.string(),
    }),
  ),
});

/**
 * The keys to verify with: of a file or address that the user names, else those that the service itself gives out.
 *
 * @throws InputError if the file holds no keys
 * @throws ServiceError if the address gives none
 */
export async function loadSigningKeys(
  source: string | undefined,
  serviceUrl: () => string,
  call: Call,
): Promise<PublicKeySet> {
  if (source !== undefined && !/^https?:/.test(source)) {
    const parsed = keySet.safeParse(parseJson(await readFile(source, 'utf8')));
    if (parsed.success) return parsed.data;
    throw new InputError('The file of --keys must be a JSON Web Key Set with Ed25519 keys.');
  }
  const url =
    source === undefined ? `${serviceUrl()}/.well-known/signing-keys.json` : readUrl('--keys', source);
  const { status, text } = await call(url, () => ({}));
  const parsed = keySet.safeParse(parseJson(text));
  if (status === 200 && parsed.success) return parsed.data;
  throw new ServiceError(`The address of the public keys gave none (HTTP ${status}).`);
}
