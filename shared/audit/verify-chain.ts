import type { Checkpoint } from './checkpoint.ts';
import { type AuditEntry, digestOf, GENESIS } from './entry.ts';

/** Something that is not as it was written. */
export type ChainFinding =
  /** The content of the entry does not give its digest. */
  | { readonly kind: 'changed'; readonly chain: number; readonly seq: number }
  /** The entry does not name the one before it: one of the two stands in the place of another. */
  | { readonly kind: 'unlinked'; readonly chain: number; readonly seq: number }
  /** From `seq` to `toSeq` nothing stands, and something stands behind. */
  | { readonly kind: 'missing'; readonly chain: number; readonly seq: number; readonly toSeq: number }
  /** The entry stands behind one that came after it. */
  | { readonly kind: 'reordered'; readonly chain: number; readonly seq: number }
  /** The sequence was used before. */
  | { readonly kind: 'duplicated'; readonly chain: number; readonly seq: number }
  /** A checkpoint saw the chain reach to `toSeq`; it ends before, at `seq`. */
  | { readonly kind: 'truncated'; readonly chain: number; readonly seq: number; readonly toSeq: number }
  /** A checkpoint saw another entry here: the chain was written anew from here or from before. */
  | { readonly kind: 'rewritten'; readonly chain: number; readonly seq: number; readonly seenAtMs: number }
  /** An event was recorded again under its own id, in this entry: nothing is lost, one act is told twice. */
  | {
      readonly kind: 'repeated-event';
      readonly chain: number;
      readonly seq: number;
      readonly eventId: string;
    };

/** Walks one chain entry by entry, in memory that does not grow with it except for what is wrong. */
export interface ChainVerifier {
  next(entry: AuditEntry): void;
  /** After the last entry: everything that was found, in the sequence of the chain. */
  end(): readonly ChainFinding[];
}

interface Gap {
  readonly from: number;
  readonly to: number;
}

/** Ids are compared within so many entries: a doubled event stands close to its double. */
const REMEMBERED_EVENTS = 10_000;

/**
 * Holds a chain against itself and against checkpoints whose signatures were verified.
 *
 * What it cannot see: entries removed from the end that no checkpoint has seen yet.
 */
export function createChainVerifier(chain: number, checkpoints: readonly Checkpoint[]): ChainVerifier {
  const seen = marksOf(chain, checkpoints);
  const findings: ChainFinding[] = [];
  const events = new Set<string>();
  let gaps: readonly Gap[] = [];
  let newest = { seq: 0, digest: GENESIS };
  let rewritten = false;

  return {
    next(entry) {
      const { seq } = entry;
      const isPlace = Number.isSafeInteger(seq) && seq >= 1;
      if (!isPlace || entry.chain !== chain || !hasItsDigest(entry)) {
        findings.push({ kind: 'changed', chain, seq });
      }
      // What stands at no place is no link of the chain.
      if (!isPlace) return;
      if (seq <= newest.seq) {
        const late = gaps.some(({ from, to }) => from <= seq && seq <= to);
        gaps = late ? without(gaps, seq) : gaps;
        findings.push({ kind: late ? 'reordered' : 'duplicated', chain, seq });
        return;
      }
      if (seq > newest.seq + 1) gaps = [...gaps, { from: newest.seq + 1, to: seq - 1 }];
      else if (entry.previous !== newest.digest) findings.push({ kind: 'unlinked', chain, seq });
      const mark = seen.get(seq);
      if (mark && mark.digest !== entry.digest && !rewritten) {
        // Every later mark differs too, which tells nothing more.
        rewritten = true;
        findings.push({ kind: 'rewritten', chain, seq, seenAtMs: mark.atMs });
      }
      noteEvents(entry);
      newest = { seq, digest: entry.digest };
    },

    end() {
      const missing = gaps.map(({ from, to }) => ({ kind: 'missing', chain, seq: from, toSeq: to }) as const);
      let toSeq = 0;
      for (const seq of seen.keys()) toSeq = Math.max(toSeq, seq);
      const truncated =
        toSeq > newest.seq ? [{ kind: 'truncated', chain, seq: newest.seq, toSeq } as const] : [];
      return [...findings, ...missing, ...truncated].sort((a, b) => a.seq - b.seq);
    },
  };

  function noteEvents({ seq, events: recorded }: AuditEntry): void {
    for (const { eventId } of recorded) {
      if (events.has(eventId)) findings.push({ kind: 'repeated-event', chain, seq, eventId });
      events.add(eventId);
    }
    for (const oldest of events) {
      if (events.size <= REMEMBERED_EVENTS) break;
      events.delete(oldest);
    }
  }
}

/** The same for a chain that is at hand as a whole. */
export function verifyChain(
  chain: number,
  entries: Iterable<AuditEntry>,
  checkpoints: readonly Checkpoint[],
): readonly ChainFinding[] {
  const verifier = createChainVerifier(chain, checkpoints);
  for (const entry of entries) verifier.next(entry);
  return verifier.end();
}

/** Of two checkpoints that saw one sequence the earlier counts: the later may have seen what was written anew. */
function marksOf(chain: number, checkpoints: readonly Checkpoint[]) {
  const marks = new Map<number, { readonly digest: string; readonly atMs: number }>();
  for (const { atMs, chains } of checkpoints) {
    for (const head of chains) {
      const isNew = (marks.get(head.seq)?.atMs ?? Number.POSITIVE_INFINITY) > atMs;
      if (head.chain === chain && head.seq > 0 && isNew) marks.set(head.seq, { digest: head.digest, atMs });
    }
  }
  return marks;
}

function hasItsDigest(entry: AuditEntry): boolean {
  try {
    return entry.events.length > 0 && digestOf(entry) === entry.digest;
  } catch {
    return false;
  }
}

function without(gaps: readonly Gap[], seq: number): readonly Gap[] {
  return gaps.flatMap(({ from, to }) => {
    if (seq < from || seq > to) return [{ from, to }];
    return [
      { from, to: seq - 1 },
      { from: seq + 1, to },
    ].filter((gap) => gap.from <= gap.to);
  });
}
