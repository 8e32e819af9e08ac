import type { DecisionId, OperatorId, OrderId, RedressReference } from '../contracts/ids.ts';
import { SHANGHAI_OFFSET_MS } from '../contracts/time.ts';
import { createHmacSha256 } from '../identity/hmac-sha256.ts';

const DAY_MS = 86_400_000;

/** Of HMAC-SHA-256, from the front. */
const DIGEST_BYTES = 16;

/** Crockford's base 32: no I, L, O or U, so that a person can read a reference out and type it in. */
const READABLE_ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** What makes two denials the same: one operator, one order (hence one subject), one class of product. */
export interface DenialSubject {
  readonly operatorId: OperatorId;
  readonly orderId: OrderId;
  readonly productClass: string;
}

export interface DecisionIds {
  /** Ids that a denial at `atMs` may go under: of this calendar day (Asia/Shanghai) and of the day before. */
  candidates(
    denial: DenialSubject,
    atMs: number,
  ): { readonly today: DecisionId; readonly yesterday: DecisionId };
  redressReference(decisionId: DecisionId): RedressReference;
  /**
   * Who holds a reservation: one operator for one purchase. A digest, because the purchase itself (a train, a date)
   * must not be kept.
   */
  holder(operatorId: OperatorId, purchase: unknown): string;
}

/**
 * Decision ids are derived, not drawn: containers that never speak to each other give the same denial the same id.
 * They are keyed, so that nobody can compute from an id whom or which order it concerns.
 *
 * @param secret the subject-key secret; labels keep these digests apart from subject keys.
 */
export function createDecisionIds(secret: Uint8Array): DecisionIds {
  const hmac = createHmacSha256(secret);
  const digest = (label: string, parts: readonly (string | number)[]): Buffer =>
    Buffer.from(hmac.digest([label, ...parts].join('\u0000'), DIGEST_BYTES));
  const decisionId = ({ operatorId, orderId, productClass }: DenialSubject, day: number): DecisionId =>
    `dec_${digest('decision', [operatorId, orderId, productClass, day]).toString('base64url')}` as DecisionId;

  return {
    candidates(denial, atMs) {
      const day = Math.floor((atMs + SHANGHAI_OFFSET_MS) / DAY_MS);
      return { today: decisionId(denial, day), yesterday: decisionId(denial, day - 1) };
    },
    redressReference(id) {
      const bytes = digest('redress', [id]);
      return `rdr_${Array.from(bytes, (byte) => READABLE_ALPHABET[byte & 31]).join('')}` as RedressReference;
    },
    holder(operatorId, purchase) {
      return digest('holder', [operatorId, JSON.stringify(purchase)]).toString('base64url');
    },
  };
}
