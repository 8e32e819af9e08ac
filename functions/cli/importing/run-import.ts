import { type Line, MAX_LINE_BYTES, type RecordReader } from '../input/line.ts';
import type { Source } from '../input/source.ts';
import { splitLines } from '../input/split-lines.ts';
import type { CliIo } from '../io.ts';
import { type Batch, REQUEST_LIMITS, toBatches } from './batches.ts';
import { AT_THE_BEGINNING, type Checkpoint, type ImportState } from './checkpoint.ts';
import { inSequence } from './in-sequence.ts';
import type { Judge, Verdict } from './judges.ts';
import { createProgress } from './progress.ts';
import { openRejectionFile } from './rejection-file.ts';

export interface ImportPlan {
  readonly source: Source;
  /** Knows the format, which may show only in the first line. */
  readonly readerFor: (firstLine: Line) => RecordReader;
  readonly judge: Judge;
  /** Requests under way at a time. */
  readonly concurrency: number;
  readonly rejectionsPath: string;
  /** Undefined where there is nothing to resume, as in a check. */
  readonly checkpoint: Checkpoint | undefined;
  readonly restart: boolean;
}

export interface ImportOutcome {
  readonly state: ImportState;
  /** Line after which this run began. */
  readonly resumedAfter: number;
  readonly complete: boolean;
  readonly elapsedMs: number;
}

/**
 * Imports an input: reads lines, puts them into batches, has each batch judged, and in the sequence of the batches writes
 * down what was rejected and how far it has come.
 *
 * The rejections are written before the checkpoint, which states their length. So a crash between the two costs one batch
 * that is sent again, which changes nothing, and no rejection is lost or stands there twice.
 *
 * @throws InputError, UsageError, ServiceError, CredentialsRefused; the checkpoint then says where to go on
 */
export async function runImport(plan: ImportPlan, io: CliIo): Promise<ImportOutcome> {
  const { source, judge, checkpoint, concurrency } = plan;
  const startedAtMs = io.clock.monotonicMs();
  if (plan.restart) await checkpoint?.remove();
  const start = (await checkpoint?.load()) ?? AT_THE_BEGINNING;
  let reader: RecordReader | undefined;
  const progress = createProgress(io, start.line);
  let state = start;
  const rejections = await openRejectionFile(
    plan.rejectionsPath,
    start.rejectionBytes,
    (field) => reader?.columnOf(field) ?? '',
  );
  const batches = toBatches(
    splitLines(source.chunks, MAX_LINE_BYTES),
    (line) => {
      reader ??= plan.readerFor(line);
      return reader.read(line);
    },
    { afterLine: start.line, limits: REQUEST_LIMITS, inputBytes: source.bytesRead },
  );

  try {
    const options = { limit: concurrency, stop: io.interruption };
    const complete = await inSequence(batches, options, judgeUnchanged, finish);
    if (complete) await checkpoint?.remove();
    return {
      state,
      resumedAfter: start.line,
      complete,
      elapsedMs: io.clock.monotonicMs() - startedAtMs,
    };
  } finally {
    progress.end();
    await rejections.close();
  }

  /** Ids are made of what the file was when it was opened, so no line of another may go under them. */
  async function judgeUnchanged(batch: Batch): Promise<Verdict> {
    await source.confirmUnchanged();
    return await judge(batch);
  }

  async function finish({ lastLine, inputBytes }: Batch, verdict: Verdict): Promise<void> {
    const rejectionBytes = await rejections.append(verdict.rejections);
    state = {
      line: lastLine,
      accepted: state.accepted + verdict.accepted,
      rejected: state.rejected + verdict.rejected,
      rejectionBytes,
    };
    await checkpoint?.save(state);
    progress.show({ lines: lastLine, bytes: inputBytes, ofBytes: source.totalBytes });
  }
}
