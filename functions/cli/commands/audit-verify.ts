import { verifyStatement } from '../../../shared/adapters/jws/verify-statement.ts';
import { CHAIN_NUMBERS } from '../../../shared/audit/chains.ts';
import {
  CHECKPOINT_TYPE,
  type Checkpoint,
  checkpointName,
  parseCheckpoint,
} from '../../../shared/audit/checkpoint.ts';
import { type ChainFinding, createChainVerifier } from '../../../shared/audit/verify-chain.ts';
import type { PublicKeySet } from '../../../shared/contracts/signed-statement.ts';
import { formatInstant } from '../../../shared/contracts/time.ts';
import { Interrupted, UsageError } from '../errors.ts';
import { EXIT } from '../exit-codes.ts';
import { createProgress, grouped } from '../importing/progress.ts';
import type { CliIo, Command } from '../io.ts';
import { readOptions, wholeNumber } from '../options.ts';
import { type AuditReader, createAuditReader } from '../service/audit-reader.ts';
import { createCall } from '../service/call.ts';
import { DEMO_OPS, readConnection } from '../service/connection.ts';
import { loadSigningKeys } from '../service/signing-keys.ts';
import { createTokens } from '../service/tokens.ts';

const OPTIONS = {
  url: { type: 'string' },
  'token-url': { type: 'string' },
  'client-id': { type: 'string' },
  'client-secret': { type: 'string' },
  keys: { type: 'string' },
  'give-up-after': { type: 'string' },
} as const;

/** Walks all audit chains of a service and holds them against the signed checkpoints. */
export const auditCommand: Command = {
  summary: 'verify that nothing in the audit was changed, removed or put in',
  help: `Usage: npm run -s cli -- audit verify [options]

Reads all chains of the audit and all checkpoints, verifies the digest and the link of every entry, the signature of
every checkpoint, and that the chains are what the checkpoints saw. Says which entry is not as it was written. Entries
that came after the newest checkpoint could have been cut off without a trace; their number is told.

  --url URL               the service (http://127.0.0.1:8787)
  --token-url URL         the token endpoint (<url>/oauth2/token)
  --client-id ID          a client with the scope operations; on this machine demo-ops unless given
  --client-secret SECRET  better given by the environment, where other users do not see it
  --keys FILE|URL         public keys that you trust (<url>/.well-known/signing-keys.json)
  --give-up-after S       seconds that a request is tried for while the service is down or busy (120)

Environment: CONSUMPTION_CHECK_URL, CONSUMPTION_CHECK_TOKEN_URL, CONSUMPTION_CHECK_CLIENT_ID,
CONSUMPTION_CHECK_CLIENT_SECRET.

Exit code: 0 all is as it was written, 2 the command line or credentials cannot be used, 3 not finished,
4 something is not as it was written.
`,
  async run(args, io) {
    const { values, positionals } = readOptions(args, OPTIONS);
    if (positionals.length !== 1 || positionals[0] !== 'verify') {
      throw new UsageError('Say what to do with the audit: verify.');
    }
    const connection = readConnection(values, io.env, DEMO_OPS);
    const giveUpAfterMs = wholeNumber('--give-up-after', values['give-up-after'] ?? '120', 1, 86_400) * 1_000;
    const call = createCall(io, { giveUpAfterMs });
    const reader = createAuditReader(connection, call, createTokens(connection, call, io));
    const keys = await loadSigningKeys(values.keys, () => connection.url, call);

    // Checkpoints first: what they saw must then be in the chains, which only grow.
    const { checkpoints, complaints } = await readCheckpoints(reader, keys);
    const chains = await walkChains(reader, checkpoints, io);
    const lines = [...complaints, ...chains.findings.map(describe)];
    io.stdout.write(`${[summary(chains, checkpoints), ...lines].join('\n')}\n`);
    return lines.length > 0 ? EXIT.notGenuine : EXIT.done;
  },
};

async function readCheckpoints(reader: AuditReader, keys: PublicKeySet) {
  const checkpoints: Checkpoint[] = [];
  const complaints: string[] = [];
  for await (const page of reader.checkpoints()) {
    for (const { name, statement } of page) {
      const verified = await verifyStatement(statement, CHECKPOINT_TYPE, keys);
      const checkpoint = verified.kind === 'genuine' ? parseCheckpoint(verified.text) : undefined;
      if (verified.kind === 'not-genuine') complaints.push(`${name}: ${WHY_NOT_GENUINE[verified.why]}`);
      else if (!checkpoint) complaints.push(`${name}: is signed and no checkpoint`);
      else if (checkpointName(checkpoint.atMs) !== name)
        complaints.push(`${name}: stands under the name of another time`);
      if (checkpoint) checkpoints.push(checkpoint);
    }
  }
  return { checkpoints, complaints };
}

/** Of a statement that a signature does not vouch for. */
export const WHY_NOT_GENUINE = {
  form: 'is no signed statement of this service',
  type: 'is a signed statement of another kind',
  key: 'is signed with a key that is not among the public keys',
  signature: 'was changed after it was signed',
} as const;

interface Walked {
  readonly entries: number;
  readonly events: number;
  /** Behind the newest checkpoint. */
  readonly unseen: number;
  readonly findings: readonly ChainFinding[];
}

async function walkChains(
  reader: AuditReader,
  checkpoints: readonly Checkpoint[],
  io: CliIo,
): Promise<Walked> {
  const progress = createProgress(io, 0, 'entries');
  const findings: ChainFinding[] = [];
  const newest = checkpoints.at(-1);
  let [entries, events, unseen] = [0, 0, 0];
  for (const chain of CHAIN_NUMBERS) {
    const verifier = createChainVerifier(chain, checkpoints);
    const seen = newest?.chains.find((head) => head.chain === chain)?.seq ?? 0;
    for await (const page of reader.entries(chain)) {
      if (io.interruption.aborted) throw new Interrupted('interrupted while reading the audit');
      for (const entry of page) {
        verifier.next(entry);
        entries += 1;
        events += entry.events.length;
        if (entry.seq > seen) unseen += 1;
      }
      progress.show({ lines: entries, bytes: 0, ofBytes: undefined });
    }
    findings.push(...verifier.end());
  }
  progress.end();
  return { entries, events, unseen, findings };
}

function summary({ entries, events, unseen }: Walked, checkpoints: readonly Checkpoint[]): string {
  const newest = checkpoints.at(-1);
  return [
    `${grouped(events)} events in ${grouped(entries)} entries of ${CHAIN_NUMBERS.length} chains`,
    newest
      ? `${grouped(checkpoints.length)} checkpoint${checkpoints.length === 1 ? '' : 's'}, the newest of ${formatInstant(newest.atMs)}`
      : 'no checkpoint yet',
    `${grouped(unseen)} entries that no checkpoint has seen yet`,
  ].join('; ');
}

function describe(finding: ChainFinding): string {
  const { chain, seq } = finding;
  const place = `chain ${chain}, entry ${seq}:`;
  switch (finding.kind) {
    case 'changed':
      return `${place} was changed`;
    case 'unlinked':
      return `${place} does not follow entry ${seq - 1}: one of the two was replaced`;
    case 'missing':
      return seq === finding.toSeq
        ? `${place} is missing`
        : `chain ${chain}, entries ${seq} to ${finding.toSeq}: are missing`;
    case 'reordered':
      return `${place} stands behind a later one`;
    case 'duplicated':
      return `${place} stands there twice`;
    case 'truncated':
      return `chain ${chain}: ends at entry ${seq}; a checkpoint has seen entry ${finding.toSeq}`;
    case 'rewritten':
      return `${place} is not the one that the checkpoint of ${formatInstant(finding.seenAtMs)} has seen`;
    case 'repeated-event':
      return `${place} tells an event for the second time`;
  }
}
