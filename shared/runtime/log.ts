import type { LogCode } from './log-codes.ts';

/**
 * Fields beside the code: texts, numbers, booleans and lists of these. Anything else is left out when the line is
 * written, so a request, an order or a message cannot be logged by handing it over. `error` takes a fault, of which
 * only what `safe-error.ts` names is written.
 */
export interface LogFields {
  readonly error?: unknown;
  readonly [name: string]: unknown;
}

/** Structured logging by codes. An implementation never throws. */
export interface Logger<Code extends string = LogCode> {
  info(code: Code, fields?: LogFields): void;
  warn(code: Code, fields?: LogFields): void;
  error(code: Code, fields?: LogFields): void;
}
