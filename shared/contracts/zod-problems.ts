import type * as z from 'zod';
import type { FieldProblem } from './problem.ts';

/** An answer lists at most so many problems: a caller corrects the first ones and the answer stays small. */
export const MAX_PROBLEMS = 50;

/**
 * Names that may be repeated in a pointer. Anything else was perhaps not meant as a name: a document number sent as a
 * field name must not come back in an answer or a log.
 */
const SAFE_NAME = /^[A-Za-z_-]{1,40}$/;

type Issue = z.core.$ZodIssue;
type ValueIssue = Exclude<Issue, z.core.$ZodIssueUnrecognizedKeys>;
type Path = readonly PropertyKey[];

/**
 * Turns what a zod schema found into problems for the caller, at most {@link MAX_PROBLEMS}, none of which repeats what
 * was sent. Messages of our schemas begin in lower case ("must be …") and are passed on; zod's own begin with a capital
 * letter and may name input, so they are replaced by words of the same meaning.
 *
 * @param prefix JSON Pointer (RFC 6901) of the place that was validated, such as `/changes/0`.
 * @param input what was validated; with it a field that is missing is told from one that is wrong.
 */
export function fieldProblems(error: z.ZodError, prefix = '', input?: unknown): FieldProblem[] {
  const problems: FieldProblem[] = [];
  for (const issue of error.issues) {
    if (problems.length >= MAX_PROBLEMS) break;
    addProblems(problems, issue, issue.path, prefix, input);
  }
  return problems.slice(0, MAX_PROBLEMS);
}

/** JSON Pointer (RFC 6901) for a path; it ends before the first name that is not safe to repeat. */
export function jsonPointer(path: Path, prefix = ''): string {
  let pointer = prefix;
  for (const step of path) {
    if (typeof step === 'number') pointer += `/${step}`;
    else if (typeof step === 'string' && SAFE_NAME.test(step)) pointer += `/${step}`;
    else break;
  }
  return pointer;
}

function addProblems(
  problems: FieldProblem[],
  issue: Issue,
  path: Path,
  prefix: string,
  input: unknown,
): void {
  if (issue.code === 'unrecognized_keys') {
    addUnknownFields(problems, issue, path, prefix);
    return;
  }
  if (issue.code === 'invalid_union') {
    const branch = likelyBranch(issue);
    if (branch) {
      for (const inner of branch) addProblems(problems, inner, [...path, ...inner.path], prefix, input);
      return;
    }
  }
  problems.push({ pointer: jsonPointer(path, prefix), detail: detailOf(issue, path, input) });
}

/** One problem for each unknown field; those whose names cannot be repeated share one that points to their object. */
function addUnknownFields(
  problems: FieldProblem[],
  issue: z.core.$ZodIssueUnrecognizedKeys,
  path: Path,
  prefix: string,
): void {
  const pointer = jsonPointer(path, prefix);
  const ofObject = ownMessage(issue) ?? 'has a field that is not known here: remove it';
  const ofField = ofObject.replace(/^has a field that /, '');
  let unsafe = false;
  for (const key of issue.keys) {
    if (problems.length >= MAX_PROBLEMS) return;
    if (SAFE_NAME.test(key)) problems.push({ pointer: `${pointer}/${key}`, detail: ofField });
    else unsafe = true;
  }
  if (unsafe) problems.push({ pointer, detail: ofObject });
}

/** Of a union the one branch whose type was right, if there is exactly one: its problems are the useful ones. */
function likelyBranch(issue: z.core.$ZodIssueInvalidUnion): readonly Issue[] | undefined {
  const plausible = issue.errors.filter(
    (branch) => !branch.some((inner) => inner.path.length === 0 && inner.code === 'invalid_type'),
  );
  return plausible.length === 1 ? plausible[0] : undefined;
}

function detailOf(issue: ValueIssue, path: Path, input: unknown): string {
  const wanted = ownMessage(issue) ?? wordsFor(issue);
  if (!isMissing(issue, path, input)) return wanted;
  return wanted.startsWith('must be one of ') ? `is required and ${wanted}` : 'is required';
}

const MISSING_CODES: ReadonlySet<Issue['code']> = new Set(['invalid_type', 'invalid_value', 'invalid_union']);

function ownMessage(issue: Issue): string | undefined {
  return /^[a-z]/.test(issue.message) ? issue.message : undefined;
}

/** A rule of ours (`custom`) about a field that is absent says more than that it is absent. */
function isMissing(issue: ValueIssue, path: Path, input: unknown): boolean {
  if (issue.message.endsWith('received undefined')) return true;
  if (!MISSING_CODES.has(issue.code)) return false;
  if (path.length === 0 || input === undefined) return false;
  let value: unknown = input;
  for (const step of path) {
    if (typeof value !== 'object' || value === null) return false;
    value = Object.hasOwn(value, step) ? (value as Record<PropertyKey, unknown>)[step] : undefined;
  }
  return value === undefined;
}

const TYPE_WORDS: Readonly<Record<string, string>> = {
  string: 'must be a text',
  number: 'must be a number',
  int: 'must be a whole number',
  boolean: 'must be true or false',
  object: 'must be an object',
  record: 'must be an object',
  array: 'must be a list',
  null: 'must be null',
};

/** Our words for an issue whose schema states no message of its own. Only what the schema says, never the input. */
function wordsFor(issue: ValueIssue): string {
  switch (issue.code) {
    case 'invalid_type':
      return TYPE_WORDS[issue.expected] ?? 'is of the wrong type';
    case 'invalid_value':
      return issue.values.length === 1
        ? `must be ${String(issue.values[0])}`
        : `must be one of ${issue.values.map(String).join(', ')}`;
    case 'invalid_union':
      return unionWords(issue);
    case 'too_small':
      return boundWords(issue.origin, 'at least', issue.minimum);
    case 'too_big':
      return boundWords(issue.origin, 'at most', issue.maximum);
    case 'not_multiple_of':
      return `must be a multiple of ${issue.divisor}`;
    case 'invalid_format':
      return 'is not in the required form';
    case 'invalid_key':
      return 'has a field whose name is not permitted';
    case 'invalid_element':
      return 'has an entry that is not permitted';
    case 'custom':
      return 'is not permitted';
  }
}

function unionWords(issue: z.core.$ZodIssueInvalidUnion): string {
  const { options } = issue as { readonly options?: readonly unknown[] };
  if (options) return `must be one of ${options.map(String).join(', ')}`;
  return 'has none of the permitted forms';
}

function boundWords(origin: string, bound: string, limit: number | bigint): string {
  if (origin === 'string') return `must be ${bound} ${limit} characters long`;
  if (origin === 'array' || origin === 'set') return `must have ${bound} ${limit} entries`;
  return `must be ${bound} ${limit}`;
}
