/** A secret is there but cannot be used, or none is configured. Names places and fields, never contents. */
export class SecretsError extends Error {
  override readonly name = 'SecretsError';
}
