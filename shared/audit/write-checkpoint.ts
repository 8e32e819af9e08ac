import type { StatementSigner } from '../contracts/signed-statement.ts';
import { CHAIN_NUMBERS } from './chains.ts';
import { CHECKPOINT_TYPE, type Checkpoint, checkpointName, checkpointOf } from './checkpoint.ts';
import type { ChainHead } from './entry.ts';
import type { AuditEntryStore, CheckpointStore, PublicKeyArchive, StoredCheckpoint } from './ports.ts';

export interface CheckpointDependencies {
  readonly entries: Pick<AuditEntryStore, 'head' | 'get'>;
  readonly checkpoints: CheckpointStore;
  readonly signer: StatementSigner;
  readonly keys: PublicKeyArchive;
  /** Reads a checkpoint that was signed before; `undefined` if it is not genuine. */
  readonly open: (statement: string) => Promise<Checkpoint | undefined>;
}

export interface CheckpointReport {
  readonly name: string;
  readonly entries: number;
  /** Chains that no longer hold what the checkpoint before saw. */
  readonly broken: readonly number[];
  /** Name of the checkpoint before, if its signature is not ours. */
  readonly forged?: string;
}

/** Checkpoints come every hour; the one before is looked for among those of so long. */
const LOOK_BACK_MS = 7 * 24 * 3_600_000;
const CHECKPOINTS_A_PAGE = 1_000;

/**
 * Signs where every chain stands and stores it; holds the chains against the checkpoint before, so that what was taken
 * away or written anew is noticed within the hour. The new checkpoint is written in any case: it says what is there, and
 * the one before stays.
 *
 * @throws DependencyUnavailable when a chain, the key or the bucket cannot be reached; nothing was written then.
 */
export async function writeCheckpoint(
  deps: CheckpointDependencies,
  nowMs: number,
): Promise<CheckpointReport> {
  const heads = await Promise.all(CHAIN_NUMBERS.map((chain) => deps.entries.head(chain)));
  const before = await checkpointBefore(deps.checkpoints, nowMs);
  const opened = before && (await deps.open(before.statement));
  const broken = opened ? await brokenSince(opened, heads, deps) : [];
  for (const key of await deps.signer.publicKeys()) await deps.keys.keep(key);
  const name = checkpointName(nowMs);
  const statement = await deps.signer.sign(CHECKPOINT_TYPE, checkpointOf(nowMs, heads));
  await deps.checkpoints.put({ name, statement });
  const entries = heads.reduce((sum, { seq }) => sum + seq, 0);
  return { name, entries, broken, ...(before && !opened ? { forged: before.name } : {}) };
}

async function checkpointBefore(
  checkpoints: CheckpointStore,
  nowMs: number,
): Promise<StoredCheckpoint | undefined> {
  let newest: StoredCheckpoint | undefined;
  let after = checkpointName(nowMs - LOOK_BACK_MS);
  for (;;) {
    const page = await checkpoints.listAfter(after, CHECKPOINTS_A_PAGE);
    newest = page.checkpoints.at(-1) ?? newest;
    if (!page.more || newest === undefined) return newest;
    after = newest.name;
  }
}

async function brokenSince(
  before: Checkpoint,
  heads: readonly ChainHead[],
  { entries }: CheckpointDependencies,
): Promise<readonly number[]> {
  const broken: number[] = [];
  for (const { chain, seq, digest } of before.chains) {
    if (seq === 0) continue;
    const head = heads[chain];
    const now = head?.seq === seq ? head : await entries.get(chain, seq);
    if (now?.digest !== digest || (head?.seq ?? 0) < seq) broken.push(chain);
  }
  return broken;
}
