import { DependencyUnavailable } from '../contracts/problem.ts';

/**
 * Errors whose messages we write ourselves, by name. A new class of ours is a new row, after a look at its messages:
 * they may name steps, settings and ids, never anything a caller sent.
 */
const OWN_ERRORS: ReadonlySet<string> = new Set([
  'CanaryFailed',
  'CannotStart',
  'DependencyUnavailable',
  'HttpProblem',
  'LogContended',
  'SealBroken',
  'SecretsError',
  'SettingsError',
  'SnapshotNotVerified',
  'TimeLimitExceeded',
]);

/** What may be known of a fault in a log. */
export interface SafeError {
  readonly name: string;
  readonly message?: string;
  /** Of a DependencyUnavailable: which one. */
  readonly dependency?: string;
  /** Such as `ECONNREFUSED` or `ERR_JWKS_TIMEOUT`. */
  readonly code?: string;
  readonly httpStatus?: number;
  readonly attempts?: number;
  /** The frames of the stack, without the message that leads it. */
  readonly stack?: readonly string[];
  readonly cause?: SafeError;
}

const MAX_CAUSES = 5;
const MAX_FRAMES = 12;
const FRAME = /^ {4}at .*(?:\(|\s)?(?:file:|node:|\/|[A-Za-z]:\\)[^\s]*:\d+:\d+\)?$/;

/**
 * Describes a fault for a log. Messages of other people's errors are left out: the JSON parser quotes the body, the
 * SDK names item keys, a schema error lists input. Name, code, status and frames are enough to find the place.
 */
export function safeError(error: unknown, depth = 0): SafeError {
  if (!(error instanceof Error)) return { name: `thrown ${error === null ? 'null' : typeof error}` };
  const name = /^[A-Za-z][\w.$]{0,60}$/.test(error.name) ? error.name : 'Error';
  const { code, $metadata: metadata } = error as { code?: unknown; $metadata?: unknown };
  const { httpStatusCode, attempts } = (metadata ?? {}) as { httpStatusCode?: unknown; attempts?: unknown };
  const stack = framesOf(error);
  return {
    name,
    ...(OWN_ERRORS.has(name) ? { message: error.message } : {}),
    ...(error instanceof DependencyUnavailable ? { dependency: error.dependency } : {}),
    ...(typeof code === 'string' && /^[A-Z][A-Z0-9_]{1,40}$/.test(code) ? { code } : {}),
    ...(typeof httpStatusCode === 'number' ? { httpStatus: httpStatusCode } : {}),
    ...(typeof attempts === 'number' ? { attempts } : {}),
    ...(stack.length > 0 ? { stack } : {}),
    ...(error.cause !== undefined && depth < MAX_CAUSES ? { cause: safeError(error.cause, depth + 1) } : {}),
  };
}

/** A message may span lines and imitate frames, so it is cut off first. */
function framesOf(error: Error): string[] {
  if (typeof error.stack !== 'string') return [];
  const end = error.message === '' ? -1 : error.stack.indexOf(error.message);
  const frames = end < 0 ? error.stack : error.stack.slice(end + error.message.length);
  return frames
    .split('\n')
    .filter((line) => FRAME.test(line))
    .slice(0, MAX_FRAMES)
    .map((line) => line.trim());
}
