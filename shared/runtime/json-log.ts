import { Logger as PowertoolsLogger } from '@aws-lambda-powertools/logger';
import { hopFields } from './hop.ts';
import type { LogFields, Logger } from './log.ts';
import { LOG_CODES, type LogCode } from './log-codes.ts';
import { writableFields } from './log-fields.ts';

/** The part of a Lambda invocation that its log lines name. */
export interface Invocation {
  readonly functionName?: string;
  readonly awsRequestId?: string;
}

/** A logger that lines of the current invocation go through. */
export interface InvocationLogger<Code extends string = LogCode> extends Logger<Code> {
  /** From now on lines name this invocation; `undefined` when none or several are running. */
  setInvocation(invocation: Invocation | undefined): void;
}

/**
 * JSON lines on standard output (errors and warnings on standard error), as CloudWatch Logs Insights reads them:
 * `level`, `timestamp`, `service`, `message` (what the code means), `code`, of which request and trace it is part, and the fields. The level comes from
 * `POWERTOOLS_LOG_LEVEL`.
 *
 * @param service name of the function or process, such as `check-api`.
 * @param furtherCodes codes that only this process knows, with what they mean.
 */
export function createJsonLogger<Further extends string = never>(
  service: string,
  furtherCodes?: Readonly<Record<Further, string>>,
): InvocationLogger<LogCode | Further> {
  const lines = new PowertoolsLogger({ serviceName: service });
  const meanings: Readonly<Record<string, string>> = { ...LOG_CODES, ...furtherCodes };
  let current: Invocation | undefined;

  const write = (level: 'info' | 'warn' | 'error', code: string, fields: LogFields = {}): void => {
    lines[level]({
      ...hopFields(),
      ...writableFields(fields),
      ...(current && { function: current.functionName, invocationId: current.awsRequestId }),
      message: meanings[code] ?? code,
      code,
    });
  };

  return {
    info: (code, fields) => write('info', code, fields),
    warn: (code, fields) => write('warn', code, fields),
    error: (code, fields) => write('error', code, fields),
    setInvocation(invocation) {
      current = invocation;
    },
  };
}
