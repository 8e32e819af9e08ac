import type { Clock } from '../contracts/clock.ts';
import type { DocumentCipher } from '../orders/ports.ts';
import { isFinal, type KeptAnswer } from './kept-answer.ts';
import type { RequestClaim, RequestRecord, RequestStore } from './ports.ts';
import type { RequestDigests } from './request-digests.ts';

export interface RunOnceDependencies {
  readonly store: RequestStore;
  /** Answers are sealed under the name of their request. */
  readonly cipher: DocumentCipher;
  readonly clock: Clock;
  /** Of random, so that no two attempts have the same. */
  readonly newClaimId: () => string;
  /** The answer is given although it could not be kept, or the name not be freed; a retry may then be done again. */
  readonly onNotKept: (error: unknown) => void;
}

export type RunOnceOutcome<Answer> =
  | { readonly kind: 'done'; readonly answer: Answer }
  | { readonly kind: 'replayed'; readonly answer: KeptAnswer }
  /** The key was used for a request with another method, path or body. */
  | { readonly kind: 'other-request' }
  | { readonly kind: 'under-way' };

/** No request is worked on for longer: the gateway and the functions behind it end it after 30 s. */
export const CLAIM_MS = 40_000;

/** So long the first answer is repeated. */
export const KEPT_MS = 86_400_000;

/** Characters of a sealed answer: with the rest, the item stays below DynamoDB's 400 KB. */
const MAX_SEALED_LENGTH = 380_000;

/** A holder may give its name back between a refused claim and the next; not so often in a row. */
const MAX_CLAIMS = 3;

/**
 * Does the work of a request, unless it was done or is being done under the same name; then what came of it.
 *
 * The name is claimed before anything is done. A claim lapses when nobody can be at work any more, so after a crash the
 * retry does the work: the operations are safe to repeat, since each knows its own by identity. Answers that decide
 * nothing (`isFinal`) are not kept, and the name is free again.
 *
 * @throws DependencyUnavailable if the name could not be claimed; then nothing was done.
 */
export async function runOnce<Answer>(
  digests: RequestDigests,
  work: () => Promise<Answer>,
  answerOf: (answer: Answer) => Promise<KeptAnswer>,
  deps: RunOnceDependencies,
): Promise<RunOnceOutcome<Answer>> {
  for (let claims = 0; claims < MAX_CLAIMS; claims++) {
    const claim = { ...digests, claimId: deps.newClaimId(), claimedAtMs: deps.clock.wallMs() };
    const claimed = await deps.store.claim(claim);
    if (claimed.kind === 'claimed') return await workAndKeep(claim, work, answerOf, deps);
    const { holder } = claimed;
    if (isOver(holder, claim.claimedAtMs)) {
      if ((await deps.store.takeOver(claim, holder)) === 'taken') {
        return await workAndKeep(claim, work, answerOf, deps);
      }
      continue;
    }
    if (holder.content !== digests.content) return { kind: 'other-request' };
    if (holder.sealedAnswer === undefined) return { kind: 'under-way' };
    const text = await deps.cipher.open(holder.sealedAnswer, contextOf(holder));
    return { kind: 'replayed', answer: JSON.parse(text) as KeptAnswer };
  }
  return { kind: 'under-way' };
}

function isOver({ claimedAtMs, sealedAnswer }: RequestRecord, nowMs: number): boolean {
  return nowMs - claimedAtMs >= (sealedAnswer === undefined ? CLAIM_MS : KEPT_MS);
}

async function workAndKeep<Answer>(
  claim: RequestClaim,
  work: () => Promise<Answer>,
  answerOf: (answer: Answer) => Promise<KeptAnswer>,
  deps: RunOnceDependencies,
): Promise<RunOnceOutcome<Answer>> {
  let answer: Answer;
  try {
    answer = await work();
  } catch (error) {
    await besideTheAnswer(() => deps.store.free(claim), deps);
    throw error;
  }
  await besideTheAnswer(async () => {
    const kept = await answerOf(answer);
    if (!isFinal(kept)) return await deps.store.free(claim);
    const sealed = await deps.cipher.seal(JSON.stringify(kept), contextOf(claim));
    if (sealed.length <= MAX_SEALED_LENGTH) await deps.store.keep(claim, sealed);
    else await deps.store.free(claim);
  }, deps);
  return { kind: 'done', answer };
}

/** What was done is done: whatever goes wrong while its answer is kept does not take the answer away. */
async function besideTheAnswer(keep: () => Promise<unknown>, deps: RunOnceDependencies): Promise<void> {
  try {
    await keep();
  } catch (error) {
    deps.onNotKept(error);
  }
}

function contextOf({ name }: RequestDigests): string {
  return `idempotency/${name}`;
}
