import type { LogFields } from './log.ts';
import { safeError } from './safe-error.ts';

const MAX_TEXT_LENGTH = 300;
const MAX_LIST_LENGTH = 50;

/** The fields as they are written: plain values and short lists of them, `error` described safely, the rest left out. */
export function writableFields(fields: LogFields): Record<string, unknown> {
  const written: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(fields)) {
    if (name === 'error') written[name] = safeError(value);
    else if (Array.isArray(value))
      written[name] = value.slice(0, MAX_LIST_LENGTH).filter(isPlain).map(shortened);
    else if (isPlain(value)) written[name] = shortened(value);
  }
  return written;
}

function isPlain(value: unknown): value is string | number | boolean {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
}

function shortened(value: string | number | boolean): string | number | boolean {
  return typeof value === 'string' && value.length > MAX_TEXT_LENGTH
    ? `${value.slice(0, MAX_TEXT_LENGTH)}…`
    : value;
}
