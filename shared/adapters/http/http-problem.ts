import type { FieldProblem } from '../../contracts/problem.ts';
import { MAX_PROBLEMS } from '../../contracts/zod-problems.ts';
import { PROBLEM_TYPES, type ProblemType } from './problem-types.ts';

export interface HttpProblemOptions {
  /** What is wrong with which field, for `invalid-input`. */
  readonly errors?: readonly FieldProblem[];
  /** Further members of the answer (RFC 9457, section 3.2): facts for programs, beside the detail for people. */
  readonly members?: Readonly<Record<string, unknown>>;
  /** Headers that belong to the answer, such as `WWW-Authenticate` or `Allow`. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Becomes `Retry-After` (RFC 9110, section 10.2.3). */
  readonly retryAfterSeconds?: number;
  readonly cause?: unknown;
}

/**
 * Thrown to end a request with a problem answer. The detail tells the caller what to do next; it never carries
 * internals and never repeats what was sent.
 */
export class HttpProblem extends Error {
  override readonly name = 'HttpProblem';
  readonly type: ProblemType;
  readonly status: (typeof PROBLEM_TYPES)[ProblemType]['status'];
  readonly errors: readonly FieldProblem[] | undefined;
  readonly members: Readonly<Record<string, unknown>>;
  readonly headers: Readonly<Record<string, string>>;

  constructor(type: ProblemType, detail: string, options: HttpProblemOptions = {}) {
    super(detail, 'cause' in options ? { cause: options.cause } : undefined);
    this.type = type;
    this.status = PROBLEM_TYPES[type].status;
    this.errors = options.errors;
    this.members = options.members ?? {};
    this.headers =
      options.retryAfterSeconds === undefined
        ? (options.headers ?? {})
        : { ...options.headers, 'retry-after': String(options.retryAfterSeconds) };
  }
}

/** A 422 that names the fields to correct, the first {@link MAX_PROBLEMS} of them. */
export function invalidInput(errors: readonly FieldProblem[]): HttpProblem {
  return new HttpProblem('invalid-input', 'Correct the fields that are listed and send the request again.', {
    errors: errors.slice(0, MAX_PROBLEMS),
  });
}
