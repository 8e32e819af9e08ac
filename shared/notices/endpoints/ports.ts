import type { OperatorId } from '../../contracts/ids.ts';
import type { WebhookEndpoint } from './endpoint.ts';

/** Where operators want their notices. At most one endpoint each. */
export interface EndpointStore {
  get(operatorId: OperatorId): Promise<WebhookEndpoint | undefined>;
  /**
   * Writes the endpoint over the one that was read, or where there is none.
   *
   * @returns `conflict` if something else stands there by now.
   */
  write(endpoint: WebhookEndpoint, replaces: WebhookEndpoint | undefined): Promise<'written' | 'conflict'>;
  /** Safe to repeat. */
  remove(operatorId: OperatorId): Promise<void>;
}

/** Encrypts the secrets that webhooks are signed with. */
export interface SecretCipher {
  /** @param context what the text belongs to; opening it under another context fails. */
  seal(plaintext: string, context: string): Promise<string>;
  /** @throws Error if the text was changed or belongs to another context or key. */
  open(sealed: string, context: string): Promise<string>;
}
