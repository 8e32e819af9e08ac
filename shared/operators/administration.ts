import type { Clock } from '../contracts/clock.ts';
import type { OperatorId } from '../contracts/ids.ts';
import type { ClientId, ClientRecord } from './client-record.ts';
import type { ClientRequest } from './client-request.ts';
import type { ClientDirectory } from './ports.ts';

/** A client as the issuer of tokens makes it. The secret is shown here once and cannot be asked for again. */
export interface IssuedClient {
  readonly clientId: ClientId;
  readonly clientSecret: string;
}

/** Who issues tokens: Amazon Cognito, or the embedded default in its place. */
export interface CredentialIssuer {
  /** Makes a client with a secret of its own that may obtain tokens with these scopes and no others. */
  create(name: OperatorId, scopes: readonly string[]): Promise<IssuedClient>;
  /** Its secret gives no more tokens. Safe to repeat, also for a client that there is not. */
  remove(clientId: ClientId): Promise<void>;
  /** The clients that were made under this name. */
  listNamed(name: OperatorId): Promise<readonly ClientId[]>;
}

export type Issued = IssuedClient & { readonly record: ClientRecord };

/** Takes operators and courts on, gives them new credentials, and lets them go. */
export interface ClientAdministration {
  /** @returns `exists` with its clients if the operator is known already */
  add(
    request: ClientRequest,
  ): Promise<
    | { readonly kind: 'issued'; readonly issued: Issued }
    | { readonly kind: 'exists'; readonly clientIds: readonly ClientId[] }
  >;
  /** Another client with the same rights, beside those that there are: they go on until they are removed. */
  rotate(operatorId: OperatorId): Promise<
    | {
        readonly kind: 'issued';
        readonly issued: Issued;
        /** Those from before. */
        readonly earlier: readonly ClientId[];
      }
    | { readonly kind: 'unknown' }
  >;
  /**
   * Removes one client, or all of an operator. Safe to repeat.
   *
   * @param id of a client or of an operator
   * @returns the clients that are removed now; empty if nothing is known under the id
   */
  remove(id: string): Promise<readonly ClientId[]>;
  /** All records, those of removed clients too. */
  list(): Promise<readonly ClientRecord[]>;
}

/**
 * Administers the register's clients and their credentials together. There is no transaction over both, so the record is
 * what counts, and the sequence is safe at each step:
 *
 * - A record is written after its client was made: a crash in between leaves a client that obtains tokens which nobody
 *   accepts. Removing the operator clears it away; adding it does not, as somebody else could be between the two steps.
 * - A record is marked as removed before its client is: from then on its tokens are refused within 30 s, the time that a
 *   record may be old (`standing.ts`), and removing again completes the rest.
 */
export function createClientAdministration({
  issuer,
  directory,
  clock,
}: {
  readonly issuer: CredentialIssuer;
  readonly directory: ClientDirectory;
  readonly clock: Clock;
}): ClientAdministration {
  async function issue(
    rights: Pick<ClientRecord, 'operatorId' | 'scopes' | 'courts' | 'limits'>,
  ): Promise<Issued> {
    const { operatorId, scopes, courts, limits } = rights;
    const client = await issuer.create(operatorId, scopes);
    const record: ClientRecord = {
      clientId: client.clientId,
      operatorId,
      scopes,
      courts,
      ...(limits === undefined ? {} : { limits }),
      status: 'active',
      createdAtMs: clock.wallMs(),
    };
    await directory.put(record);
    return { ...client, record };
  }

  return {
    async add({ operatorId, scopes, courts = 'all', limits }) {
      const own = (await directory.list()).filter((record) => record.operatorId === operatorId);
      const active = own.filter(isActive);
      if (active.length > 0) return { kind: 'exists', clientIds: active.map(({ clientId }) => clientId) };
      const rights = { operatorId, scopes, courts, ...(limits === undefined ? {} : { limits }) };
      return { kind: 'issued', issued: await issue(rights) };
    },

    async rotate(operatorId) {
      const active = (await directory.list()).filter(
        (record) => record.operatorId === operatorId && isActive(record),
      );
      const newest = active.toSorted((a, b) => b.createdAtMs - a.createdAtMs)[0];
      if (!newest) return { kind: 'unknown' };
      const issued = await issue(newest);
      return { kind: 'issued', issued, earlier: active.map(({ clientId }) => clientId) };
    },

    async remove(id) {
      const named = (await directory.list()).filter(
        ({ clientId, operatorId }) => clientId === id || operatorId === id,
      );
      for (const { clientId } of named) await directory.remove(clientId, clock.wallMs());
      for (const { clientId } of named) await issuer.remove(clientId);
      // What a crash left behind when the operator was taken on.
      for (const clientId of await issuer.listNamed(id as OperatorId)) await issuer.remove(clientId);
      return named.map(({ clientId }) => clientId);
    },

    list: () => directory.list(),
  };
}

function isActive({ status }: ClientRecord): boolean {
  return status === 'active';
}
