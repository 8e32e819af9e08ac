import type { CliIo } from '../io.ts';

/** How far an import has come; `of` is undefined for standard input, whose end nobody knows. */
export interface Position {
  readonly lines: number;
  readonly bytes: number;
  readonly ofBytes: number | undefined;
}

export interface Progress {
  show(position: Position): void;
  /** Removes the bar, so that what is written next stands on a line of its own. */
  end(): void;
}

const BAR_EVERY_MS = 100;
const LINE_EVERY_MS = 5_000;
const BAR_WIDTH = 24;

/**
 * A bar that is drawn over itself on a terminal; elsewhere a line every few seconds, which logs can keep.
 *
 * @param startLine line after which this run began: the rate is of this run, the part done is of the whole
 * @param unit what is counted
 */
export function createProgress(
  { stderr, clock }: Pick<CliIo, 'stderr' | 'clock'>,
  startLine: number,
  unit = 'lines',
): Progress {
  const isTerminal = stderr.isTTY === true;
  const startedAtMs = clock.monotonicMs();
  let shownAtMs = isTerminal ? Number.NEGATIVE_INFINITY : startedAtMs;
  let hasBar = false;

  return {
    show(position) {
      const nowMs = clock.monotonicMs();
      if (nowMs - shownAtMs < (isTerminal ? BAR_EVERY_MS : LINE_EVERY_MS)) return;
      shownAtMs = nowMs;
      const text = describe(position, nowMs - startedAtMs);
      if (!isTerminal) stderr.write(`${text}\n`);
      else {
        hasBar = true;
        stderr.write(`\r\x1b[K${fitted(`${bar(position)}${text}`, stderr.columns)}`);
      }
    },
    end() {
      if (hasBar) stderr.write('\r\x1b[K');
      hasBar = false;
    },
  };

  function describe({ lines, bytes, ofBytes }: Position, elapsedMs: number): string {
    const linesPerSecond = (lines - startLine) / (Math.max(elapsedMs, 1) / 1_000);
    const parts = [`${grouped(lines)} ${unit}`, `${grouped(linesPerSecond)}/s`];
    if (ofBytes) {
      parts.unshift(`${Math.floor((bytes / ofBytes) * 100)}%`);
      const linesLeft = ((ofBytes - bytes) / bytes) * lines;
      if (linesPerSecond > 0 && bytes > 0) parts.push(`${duration(linesLeft / linesPerSecond)} left`);
    }
    return parts.join('  ');
  }
}

function bar({ bytes, ofBytes }: Position): string {
  if (!ofBytes) return '';
  const full = Math.round((bytes / ofBytes) * BAR_WIDTH);
  return `[${'#'.repeat(full)}${'.'.repeat(BAR_WIDTH - full)}] `;
}

/** A line that a terminal has to break could not be drawn over. */
function fitted(text: string, columns = 80): string {
  return text.slice(0, Math.max(columns - 1, 1));
}

/** `12,345` */
export function grouped(number: number): string {
  return Math.round(number).toLocaleString('en-US');
}

/** `4:05`, `1:02:03` */
export function duration(seconds: number): string {
  const whole = Math.max(0, Math.ceil(seconds));
  const twoDigits = (number: number): string => String(number).padStart(2, '0');
  const minutes = Math.floor(whole / 60);
  if (minutes < 60) return `${minutes}:${twoDigits(whole % 60)}`;
  return `${Math.floor(minutes / 60)}:${twoDigits(minutes % 60)}:${twoDigits(whole % 60)}`;
}
