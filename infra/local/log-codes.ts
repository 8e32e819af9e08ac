import type { LogFields } from '../../shared/runtime/log.ts';
import type { LogCode } from '../../shared/runtime/log-codes.ts';

/** The lines that only the embedded default writes, beside those of `shared/runtime/log-codes.ts`. */
export const LOCAL_LOG_CODES = {
  'local.engine-unreachable':
    'DynamoDB, SQS or S3 cannot be reached at the given endpoint; it is tried again.',
  'local.demo-failed': 'The order of the demo could not be imposed; all else works.',
  'local.stopped-early':
    'Something did not end in time when the service stopped; what was acknowledged is on disk.',
  'local.crashed': 'A defect ended the process; what was acknowledged is on disk.',

  'queue.unreachable': 'A queue cannot be polled; it is tried again, at most 5 s apart.',
  'queue.reachable-again': 'A queue is being polled again after an outage.',
  'queue.handler-failed': 'A function failed on a whole batch; every message of it comes back.',
  'queue.acknowledgement-failed': 'Messages were handled but not deleted; they are delivered again.',
  'queue.message-failed': 'A message was not handled and comes back after a delay.',
  'queue.message-parked':
    'A message failed too often; it is in the dead-letter queue and waits for a person.',
} as const satisfies Readonly<Record<string, string>>;

export type LocalLogCode = keyof typeof LOCAL_LOG_CODES;

/** The service's logger, which also writes the lines of the embedded default. */
export interface LocalLogger {
  info(code: LogCode | LocalLogCode, fields?: LogFields): void;
  warn(code: LogCode | LocalLogCode, fields?: LogFields): void;
  error(code: LogCode | LocalLogCode, fields?: LogFields): void;
}
