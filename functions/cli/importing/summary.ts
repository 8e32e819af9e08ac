import { grouped } from './progress.ts';
import type { ImportOutcome } from './run-import.ts';

export interface SummaryContext {
  readonly isCheck: boolean;
  readonly rejectionsPath: string;
  readonly checkpointPath: string | undefined;
}

/** What the user reads in the end. */
export function summarise(
  outcome: ImportOutcome,
  { isCheck, rejectionsPath, checkpointPath }: SummaryContext,
): string {
  const { state, resumedAfter, complete, elapsedMs } = outcome;
  const { accepted, rejected, line } = state;
  const seconds = elapsedMs / 1_000;
  const rate = (line - resumedAfter) / Math.max(seconds, 0.001);
  const lines = [
    `${isCheck ? 'Checked' : 'Imported'}: ${grouped(accepted)} accepted, ${grouped(rejected)} rejected, ` +
      `in ${seconds.toFixed(1)} s (${grouped(rate)} lines/s).`,
  ];
  if (resumedAfter > 0)
    lines.push(`Went on after line ${grouped(resumedAfter)}, where an earlier run ended.`);
  if (rejected > 0) lines.push(`The rejected lines and why: ${rejectionsPath}`);
  if (!complete) {
    lines.push(
      checkpointPath === undefined
        ? `Interrupted after line ${grouped(line)}.`
        : `Interrupted after line ${grouped(line)}. The same command goes on from there.`,
    );
  }
  return `${lines.join('\n')}\n`;
}
