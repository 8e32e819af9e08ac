import type { AuditRouteDependencies } from '../../functions/registry-api/routes/audit.ts';
import type { SigningKeyRouteDependencies } from '../../functions/registry-api/routes/signing-keys.ts';
import { createStatementSigner } from '../../shared/adapters/jws/statement-signer.ts';
import { verifyStatement } from '../../shared/adapters/jws/verify-statement.ts';
import { createMemoryAuditCheckpoints } from '../../shared/adapters/memory/audit-checkpoints.ts';
import { createMemoryAuditEntries } from '../../shared/adapters/memory/audit-entries.ts';
import { createMemoryPublicKeys } from '../../shared/adapters/memory/public-keys.ts';
import { CHECKPOINT_TYPE, parseCheckpoint } from '../../shared/audit/checkpoint.ts';
import type { AuditEntryStore } from '../../shared/audit/ports.ts';
import { createAuditTrail } from '../../shared/audit/trail.ts';
import { type CheckpointDependencies, writeCheckpoint } from '../../shared/audit/write-checkpoint.ts';
import type { Clock } from '../../shared/contracts/clock.ts';
import type { StatementSigner } from '../../shared/contracts/signed-statement.ts';
import { createManualClock } from './manual-clock.ts';

/** The audit of the courts' API over stores in memory (or another store of entries), and its checkpoints. */
export function auditParts({
  clock = createManualClock(),
  entries = createMemoryAuditEntries(),
  seed = 8,
  next,
}: {
  clock?: Clock;
  entries?: AuditEntryStore;
  seed?: number;
  /** Seeds of keys that sign after this one. */
  next?: readonly number[];
} = {}) {
  let ids = 0;
  const seeds = { key: keyOf(seed).key, ...(next ? { next: next.map(keyOf) } : {}) };
  const signer = createStatementSigner(async () => seeds);
  const checkpoints = createMemoryAuditCheckpoints();
  const keys = createMemoryPublicKeys();
  const writing: CheckpointDependencies = {
    entries,
    checkpoints,
    signer,
    keys,
    async open(statement) {
      const verified = await verifyStatement(statement, CHECKPOINT_TYPE, { keys: await keys.list() });
      return verified.kind === 'genuine' ? parseCheckpoint(verified.text) : undefined;
    },
  };
  const routes: AuditRouteDependencies & SigningKeyRouteDependencies & { statementSigner: StatementSigner } =
    {
      clock,
      audit: createAuditTrail(entries, { newEventId: () => `aud_${++ids}`, random: () => 0.5 }),
      auditEntries: entries,
      auditCheckpoints: checkpoints,
      statementSigner: signer,
      publicKeys: keys,
    };
  return {
    ...routes,
    writing,
    /** Writes a checkpoint of this moment. */
    writeCheckpoint: () => writeCheckpoint(writing, clock.wallMs()),
  };
}

function keyOf(seed: number) {
  return { key: new Uint8Array(32).fill(seed) };
}
