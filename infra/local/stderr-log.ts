import { hopFields } from '../../shared/runtime/hop.ts';
import type { LogFields } from '../../shared/runtime/log.ts';
import { LOG_CODES } from '../../shared/runtime/log-codes.ts';
import { writableFields } from '../../shared/runtime/log-fields.ts';
import { CannotStart } from './data-folder.ts';
import { LOCAL_LOG_CODES, type LocalLogger } from './log-codes.ts';

const LEVELS = ['info', 'warn', 'error', 'silent'] as const;
type Level = (typeof LEVELS)[number];

const MEANINGS: Readonly<Record<string, string>> = { ...LOG_CODES, ...LOCAL_LOG_CODES };

/**
 * JSON lines on standard error, so that standard output is for the person at the terminal.
 *
 * @param least the lowest level that is written, from `LOG_LEVEL`; warnings and errors unless told.
 * @throws CannotStart for a level that there is not.
 */
export function createStderrLogger(least = 'warn', write = writeLine): LocalLogger {
  const from = LEVELS.indexOf(least.toLowerCase() as Level);
  if (from < 0) throw new CannotStart(`LOG_LEVEL must be one of ${LEVELS.join(', ')}.`);
  const at =
    (level: Level) =>
    (code: string, fields: LogFields = {}): void => {
      if (LEVELS.indexOf(level) < from) return;
      const timestamp = new Date().toISOString();
      const about = { ...hopFields(), ...writableFields(fields) };
      write(JSON.stringify({ level, timestamp, code, message: MEANINGS[code], ...about }));
    };
  return { info: at('info'), warn: at('warn'), error: at('error') };
}

function writeLine(line: string): void {
  process.stderr.write(`${line}\n`);
}
