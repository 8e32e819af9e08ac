import {
  type ProblemType as AnyProblemType,
  PROBLEM_TYPES,
} from '../../../shared/adapters/http/problem-types.ts';
import { refTo } from './components.ts';
import type { HeaderName } from './headers.ts';
import type { JsonObject } from './json.ts';
import type { Operation } from './operation.ts';
import { PROBLEM_SCHEMAS } from './schemas/problems.ts';

/** What an operation can be answered with. */
export type ProblemType = Exclude<AnyProblemType, 'method-not-allowed'>;

/** What everything can come to. */
const ALWAYS: readonly ProblemType[] = ['internal-error', 'dependency-unavailable'];
const WITH_TOKEN: readonly ProblemType[] = ['unauthenticated', 'insufficient-scope', 'too-many-requests'];
const WITH_BODY: readonly ProblemType[] = [
  'malformed-request',
  'body-too-large',
  'unsupported-media-type',
  'invalid-input',
];
const WITH_KEY: readonly ProblemType[] = [
  'malformed-request',
  'body-too-large',
  'request-under-way',
  'idempotency-key-reused',
];

/** Headers that every answer of a kind has. */
const HEADERS_BY_STATUS: Readonly<Record<number, readonly HeaderName[]>> = {
  401: ['www-authenticate'],
  429: ['retry-after'],
  503: ['retry-after'],
};

/** Every kind of problem that an operation can be answered with. */
export function problemsOf({
  access,
  body,
  query,
  idempotent,
  asPages,
  problems = [],
}: Operation): readonly ProblemType[] {
  const withToken = access !== 'public' && access !== 'basic';
  const all = new Set<ProblemType>([
    ...(withToken ? WITH_TOKEN : []),
    ...(body?.mediaType === 'application/json' ? WITH_BODY : []),
    ...(query && !asPages ? (['invalid-input'] as const) : []),
    ...(idempotent ? WITH_KEY : []),
    ...problems,
    ...ALWAYS,
  ]);
  return [...all].sort((a, b) => PROBLEM_TYPES[a].status - PROBLEM_TYPES[b].status || (a < b ? -1 : 1));
}

export interface ProblemAnswer {
  readonly description: string;
  readonly headers: readonly HeaderName[];
  readonly content: JsonObject;
}

/** The answers for kinds of problems, by status. */
export function problemAnswers(
  types: readonly ProblemType[],
  asPages: boolean,
): Readonly<Record<number, ProblemAnswer>> {
  const byStatus = Map.groupBy(types, (type) => PROBLEM_TYPES[type].status);
  return Object.fromEntries(
    [...byStatus].map(([status, ofStatus]) => {
      const refs = ofStatus.map((type) => refTo(PROBLEM_SCHEMAS[type]));
      const schema: JsonObject = refs.length === 1 ? (refs[0] as JsonObject) : { anyOf: refs };
      return [
        status,
        {
          description: ofStatus.map((type) => `${PROBLEM_TYPES[type].title}.`).join(' Or: '),
          headers: HEADERS_BY_STATUS[status] ?? [],
          content: asPages
            ? { 'text/html': { schema: { type: 'string' } } }
            : { 'application/problem+json': { schema } },
        },
      ];
    }),
  );
}
