import type { ChangeId, OrderId } from '../../contracts/ids.ts';

/** An act that is under way: whoever holds the claim makes that version of the order. */
export interface ActClaim {
  readonly orderId: OrderId;
  readonly version: number;
  /** Acts that end an order are claimed apart from the others, so that none of them keeps a person from being let go. */
  readonly ending: boolean;
  readonly changeId: ChangeId;
  readonly claimedAtMs: number;
}

/** Claims of acts, read with strong consistency. One holder for each order, version and `ending`. */
export interface ActClaimStore {
  /** Claims unless somebody holds it: also when the holder is the same act. */
  claim(
    claim: ActClaim,
  ): Promise<{ readonly kind: 'claimed' } | { readonly kind: 'held'; readonly holder: ActClaim }>;
  /** Takes the claim over if it is still exactly as the holder left it. */
  takeOver(claim: ActClaim, holder: ActClaim): Promise<'taken' | 'conflict'>;
}
