import { setTimeout as pause } from 'node:timers/promises';
import { DependencyUnavailable } from '../../contracts/problem.ts';

const MAX_ROUNDS = 6;
const FIRST_PAUSE_MS = 20;

/**
 * Sends one batch until the engine has processed all of it: a batch command answers with what it did not get to, when
 * it is short of capacity. The pause before each further round doubles.
 *
 * @param round sends what is given and returns what was left unprocessed
 * @throws DependencyUnavailable when something is left after the last round.
 */
export async function untilProcessed<T>(
  what: string,
  batch: readonly T[],
  round: (batch: readonly T[]) => Promise<readonly T[]>,
  signal?: AbortSignal,
): Promise<void> {
  let left = await round(batch);
  for (let rounds = 1; left.length > 0; rounds++) {
    if (rounds === MAX_ROUNDS) break;
    await pause(FIRST_PAUSE_MS * 2 ** (rounds - 1), undefined, signal ? { signal } : {});
    left = await round(left);
  }
  if (left.length > 0) throw new DependencyUnavailable('dynamodb', `${what} was left unfinished`);
}

export function chunksOf<T>(items: readonly T[], size: number): T[][] {
  const chunks: T[][] = [];
  for (let from = 0; from < items.length; from += size) chunks.push(items.slice(from, from + size));
  return chunks;
}
