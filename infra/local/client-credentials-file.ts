import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { readFile, rename, writeFile } from 'node:fs/promises';
import type { Credentials, TokenClient } from '../../shared/adapters/http/client-credentials.ts';
import type { CredentialIssuer } from '../../shared/operators/administration.ts';
import type { ClientId } from '../../shared/operators/client-record.ts';

/** A client as the file has it: of the secret a salted digest. */
interface StoredClient {
  readonly clientId: ClientId;
  readonly name: string;
  readonly scopes: readonly string[];
  readonly salt: string;
  readonly digest: string;
}

export interface ClientCredentialsFile extends CredentialIssuer {
  /** The client whose id and secret these are. */
  find(credentials: Credentials): Promise<TokenClient | undefined>;
}

/** Nobody guesses a secret of so many random bytes, so its digest needs no slow function. */
const SECRET_BYTES = 32;
const SALT_BYTES = 16;
const NOBODY: Pick<StoredClient, 'salt' | 'digest'> = {
  salt: '',
  digest: Buffer.alloc(32).toString('base64url'),
};

/**
 * The clients that were taken on with the command line, with digests of their secrets, in a file of the data folder that
 * only its owner can read: what Cognito keeps when deployed, and the register never holds. Written aside and renamed, so a
 * crash leaves the whole file as it was before or after.
 */
export function createClientCredentialsFile(file: string): ClientCredentialsFile {
  let writing: Promise<unknown> = Promise.resolve();

  async function read(): Promise<readonly StoredClient[]> {
    try {
      return JSON.parse(await readFile(file, 'utf8')) as readonly StoredClient[];
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
      throw error;
    }
  }

  /** One change after the other. */
  function change(next: (clients: readonly StoredClient[]) => readonly StoredClient[]): Promise<void> {
    const done = writing.then(async () => {
      const text = JSON.stringify(next(await read()), undefined, 2);
      await writeFile(`${file}.new`, `${text}\n`, { mode: 0o600 });
      await rename(`${file}.new`, file);
    });
    writing = done.catch(() => undefined);
    return done;
  }

  return {
    async create(name, scopes) {
      const clientId = randomBytes(13).toString('hex') as ClientId;
      const clientSecret = randomBytes(SECRET_BYTES).toString('base64url');
      const salt = randomBytes(SALT_BYTES).toString('base64url');
      const digest = digestOf(clientSecret, salt).toString('base64url');
      await change((clients) => [...clients, { clientId, name, scopes, salt, digest }]);
      return { clientId, clientSecret };
    },

    remove: (clientId) => change((clients) => clients.filter((client) => client.clientId !== clientId)),

    listNamed: async (name) =>
      (await read()).flatMap((client) => (client.name === name ? [client.clientId] : [])),

    async find({ clientId, secret }) {
      const stored = (await read()).find((client) => client.clientId === clientId);
      const { salt, digest } = stored ?? NOBODY;
      const isRight = timingSafeEqual(digestOf(secret, salt), Buffer.from(digest, 'base64url'));
      return stored && isRight ? { clientId, scopes: stored.scopes } : undefined;
    },
  };
}

function digestOf(secret: string, salt: string): Buffer {
  return createHash('sha256').update(`${salt}.${secret}`).digest();
}
