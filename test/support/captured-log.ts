import { hopFields } from '../../shared/runtime/hop.ts';
import type { LogFields, Logger } from '../../shared/runtime/log.ts';
import type { LogCode } from '../../shared/runtime/log-codes.ts';
import { writableFields } from '../../shared/runtime/log-fields.ts';

export interface CapturedLine {
  readonly level: 'info' | 'warn' | 'error';
  readonly code: LogCode;
  /** As they would have been written. */
  readonly fields: Readonly<Record<string, unknown>>;
}

export interface CapturedLog {
  readonly logger: Logger;
  readonly lines: readonly CapturedLine[];
  codes(): LogCode[];
  /** The lines that belong to a trace, each with the request that it names. */
  ofTrace(traceId: string): (CapturedLine & { readonly requestId: string | undefined })[];
  /** Everything as one text, to search for what must not be in it. */
  text(): string;
}

/** A logger that keeps its lines in memory. */
export function createCapturedLog(): CapturedLog {
  const lines: CapturedLine[] = [];
  const hops: ReturnType<typeof hopFields>[] = [];
  const keep =
    (level: CapturedLine['level']) =>
    (code: LogCode, fields: LogFields = {}) => {
      lines.push({ level, code, fields: writableFields(fields) });
      hops.push(hopFields());
    };
  return {
    logger: { info: keep('info'), warn: keep('warn'), error: keep('error') },
    lines,
    codes: () => lines.map((line) => line.code),
    ofTrace: (traceId) =>
      lines.flatMap((line, index) =>
        hops[index]?.traceId === traceId ? [{ ...line, requestId: hops[index].requestId }] : [],
      ),
    text: () => JSON.stringify(lines),
  };
}
