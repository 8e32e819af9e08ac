/** A key for some documents, in clear and wrapped. */
export interface DataKey {
  /** 32 bytes, for whoever asked to overwrite when they are done. */
  readonly plaintext: Buffer;
  /** The same, encrypted; in base64url. Stands in each text that was sealed with the key. */
  readonly wrapped: string;
}

/** Makes keys for documents, and opens them again: the outer part of envelope encryption. */
export interface KeyWrapper {
  /** Letters and digits. Stands in sealed texts and says whose keys they were sealed with. */
  readonly name: string;
  /** @throws DependencyUnavailable if none can be had now. */
  newDataKey(): Promise<DataKey>;
  /**
   * @returns the key in clear, 32 bytes, for whoever asked to overwrite when they are done
   * @throws SealBroken if the wrapped key was changed or is another's
   * @throws DependencyUnavailable if it cannot be had now
   */
  unwrap(wrapped: string): Promise<Buffer>;
  /**
   * Asks what unwrapping would ask, and opens nothing.
   *
   * @throws DependencyUnavailable if no key could be unwrapped now.
   */
  reach(): Promise<void>;
}

export const DATA_KEY_BYTES = 32;

/** What every key of documents is bound to, and what the roles' grants ask for (`kms:EncryptionContext:purpose`). */
export const DOCUMENT_KEYS_ARE_FOR = { purpose: 'order-document' } as const;
