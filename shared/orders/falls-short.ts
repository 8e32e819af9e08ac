import type { FieldProblem } from '../contracts/problem.ts';
import { covers, type KeyCoverage } from '../identity/key-coverage.ts';
import { nextRecord } from './next-record.ts';
import type { OrderRecord, OrderVersion } from './order.ts';
import { precedenceOf } from './precedence.ts';

export const LACKS_KEYS: FieldProblem = {
  pointer: '/order',
  detail:
    'waited longer than the keys it was made with were in use, and names somebody or something that the register did not know before; nothing was changed: send the same change again',
};

/**
 * Whether an order would restrict under this change without having keys of all versions of the secret that are required:
 * checks that look up with another one would miss it (I1). What ends or suspends an order never falls short, nor does
 * what names only documents and the name that the order has all keys of: a release is not held up by a rotation (I2).
 *
 * @param required `undefined` if nothing is
 */
export function fallsShort(
  change: OrderVersion,
  stored: OrderRecord | undefined,
  required: KeyCoverage | undefined,
): boolean {
  if (required === undefined || change.terms.status !== 'active') return false;
  if (precedenceOf(change, stored).kind !== 'governs') return false;
  const { keys, secretVersion } = nextRecord(change, stored, { appliedAtMs: 0, keysKnownAtMs: undefined });
  return keys.length > 0 && !covers(secretVersion, required);
}
