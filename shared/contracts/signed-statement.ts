/** A public Ed25519 key of the service as a JSON Web Key (RFC 7517, RFC 8037). */
export interface PublicJwk {
  readonly kty: string;
  readonly crv: string;
  readonly x: string;
  /** RFC 7638 thumbprint. */
  readonly kid: string;
  readonly alg: string;
  readonly use: string;
}

/** `GET /.well-known/signing-keys.json`: every key that statements of the service were ever signed with. */
export interface PublicKeySet {
  readonly keys: readonly PublicJwk[];
}

/** Signs statements of the service with its Ed25519 key. */
export interface StatementSigner {
  /**
   * @param type what is signed, the `typ` of the JWS header: nobody can pass one kind of statement off as another
   * @returns a compact JWS (RFC 7515) that names its key by thumbprint (`kid`, RFC 7638)
   * @throws DependencyUnavailable if the key cannot be had now
   */
  sign(type: string, statement: object): Promise<string>;
  /**
   * The key that signs, then those that will sign after it: whoever verifies learns of a key before it is used.
   *
   * @throws DependencyUnavailable if the keys cannot be had now
   */
  publicKeys(): Promise<readonly PublicJwk[]>;
  /** The key that signs. */
  publicKey(): Promise<PublicJwk>;
}

/** What a signature says about a statement. */
export type StatementVerification =
  | { readonly kind: 'genuine'; readonly keyId: string; readonly text: string }
  | {
      readonly kind: 'not-genuine';
      /** `form`: no compact JWS of ours; `type`: another kind of statement; `key`: signed with none of the keys. */
      readonly why: 'form' | 'type' | 'key' | 'signature';
    };
