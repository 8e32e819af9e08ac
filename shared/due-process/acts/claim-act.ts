import type { ReceiptStore } from '../../orders/ports.ts';
import type { ActClaim, ActClaimStore } from './ports.ts';

export interface ClaimDependencies {
  readonly claims: ActClaimStore;
  readonly receipts: Pick<ReceiptStore, 'get'>;
}

/** A process that claimed and left no receipt in this time is dead. */
export const CLAIM_HOLDS_MS = 60_000;

/**
 * The same act goes on with its own claim in this time and renews it later: a request takes less than the other half,
 * so no claim is taken over while somebody works under it.
 */
const CLAIM_SERVES_MS = CLAIM_HOLDS_MS / 2;

/** Each further attempt means that somebody else took over a dead claim in the same moment. */
const MAX_TAKE_OVERS = 3;

export type Claimed =
  /** `claimedAtMs` of the first who did this very act: the act is done as at that time. */
  { readonly kind: 'ours'; readonly claimedAtMs: number } | { readonly kind: 'under-way' };

/**
 * Claims the next version of an order for an act, so that two acts which are done to the same version at once cannot
 * swallow each other: the second is told that the first is under way.
 *
 * A claim is over when its change came to nothing, or its process died before it left a receipt.
 *
 * @throws DependencyUnavailable when claims or receipts cannot be reached.
 */
export async function claimAct(claim: ActClaim, { claims, receipts }: ClaimDependencies): Promise<Claimed> {
  for (let takeOvers = 0; takeOvers < MAX_TAKE_OVERS; takeOvers++) {
    const outcome = await claims.claim(claim);
    if (outcome.kind === 'claimed') return { kind: 'ours', claimedAtMs: claim.claimedAtMs };
    const { holder } = outcome;
    const isSame = holder.changeId === claim.changeId;
    const standing = await standingOf(
      holder,
      claim.claimedAtMs,
      isSame ? CLAIM_SERVES_MS : CLAIM_HOLDS_MS,
      receipts,
    );
    if (isSame && standing === 'live') return { kind: 'ours', claimedAtMs: holder.claimedAtMs };
    if (standing === 'live') return { kind: 'under-way' };
    if ((await claims.takeOver(claim, holder)) === 'taken') {
      return { kind: 'ours', claimedAtMs: claim.claimedAtMs };
    }
  }
  return { kind: 'under-way' };
}

async function standingOf(
  holder: ActClaim,
  nowMs: number,
  holdsMs: number,
  receipts: Pick<ReceiptStore, 'get'>,
): Promise<'live' | 'over'> {
  const receipt = await receipts.get(holder.changeId);
  if (receipt === undefined) return nowMs - holder.claimedAtMs < holdsMs ? 'live' : 'over';
  return receipt.status === 'rejected' || receipt.status === 'superseded' ? 'over' : 'live';
}
