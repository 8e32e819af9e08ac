import * as z from 'zod';
import { CHAINS } from './chains.ts';
import type { ChainHead } from './entry.ts';

/** `typ` of the signed statement. */
export const CHECKPOINT_TYPE = 'audit-checkpoint+json';

const checkpointSchema = z.object({
  atMs: z.int().nonnegative(),
  chains: z
    .array(z.object({ chain: z.int().min(0), seq: z.int().min(0), digest: z.string().length(43) }))
    .max(1_024),
});

/** Where every chain stood at an instant. Signed and kept apart, it holds the chains to what they were. */
export interface Checkpoint {
  readonly atMs: number;
  readonly chains: readonly ChainHead[];
}

/** @returns the checkpoint, or `undefined` if the text is none. */
export function parseCheckpoint(text: string): Checkpoint | undefined {
  try {
    const parsed = checkpointSchema.safeParse(JSON.parse(text));
    return parsed.success ? parsed.data : undefined;
  } catch {
    return undefined;
  }
}

/** Where checkpoints stand in their bucket. */
export const CHECKPOINT_PREFIX = 'checkpoints/';

/** `checkpoints/2026-11-23T02-00-00.000Z.jws`: as text in the sequence of time. */
export function checkpointName(atMs: number): string {
  return `${CHECKPOINT_PREFIX}${new Date(atMs).toISOString().replaceAll(':', '-')}.jws`;
}

/** A checkpoint of all chains. */
export function checkpointOf(atMs: number, heads: readonly ChainHead[]): Checkpoint {
  if (heads.length !== CHAINS) throw new RangeError(`a checkpoint names all ${CHAINS} chains`);
  return { atMs, chains: heads.map(({ chain, seq, digest }) => ({ chain, seq, digest })) };
}
