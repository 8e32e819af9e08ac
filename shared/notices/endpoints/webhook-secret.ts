/** The specification asks for 24 to 64. */
const SECRET_BYTES = 32;

/**
 * A new secret as Standard Webhooks writes it: `whsec_` and random bytes in base64.
 *
 * @param secureBytes cryptographically secure.
 */
export function newWebhookSecret(secureBytes: (count: number) => Uint8Array): string {
  return `whsec_${Buffer.from(secureBytes(SECRET_BYTES)).toString('base64')}`;
}
