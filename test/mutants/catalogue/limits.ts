import type { Mutant } from '../mutant.ts';

const RUN_ONCE = 'shared/idempotency/run-once.ts';
const POST = ['test/unit/idempotency/idempotent-post.test.ts'];
const AT_ONCE = ['test/property/idempotency/run-once.property.test.ts'];
const LIMITER = ['test/unit/rate-limits/client-limiter.test.ts'];
const SCANS = ['test/unit/scanning/scan-watch.test.ts'];

/** Requests that are sent again, and clients that ask too much. */
export const LIMIT_MUTANTS: readonly Mutant[] = [
  {
    name: 'whoever finds a lapsed claim does the work without taking it over',
    breaks: 'I4',
    file: RUN_ONCE,
    find: "(await deps.store.takeOver(claim, holder)) === 'taken'",
    replace: 'claimed',
    tests: AT_ONCE,
  },
  {
    name: 'a key is good for any request of its client',
    breaks: 'I4',
    file: RUN_ONCE,
    find: "if (holder.content !== digests.content) return { kind: 'other-request' };",
    replace: '',
    tests: POST,
  },
  {
    name: 'a fault is kept as the answer to a request',
    breaks: 'I4',
    file: 'shared/idempotency/kept-answer.ts',
    find: 'status >= 500 || ',
    replace: '',
    tests: POST,
  },
  {
    name: 'a key belongs to every client',
    breaks: 'access',
    file: 'shared/idempotency/request-digests.ts',
    find: '[clientId, [...scopes]',
    replace: "['', [...scopes]",
    tests: POST,
  },
  {
    name: 'an answer is kept in clear',
    breaks: 'I6',
    file: RUN_ONCE,
    find: 'const sealed = await deps.cipher.seal(JSON.stringify(kept), contextOf(claim));',
    replace: 'const sealed = JSON.stringify(kept);',
    tests: POST,
  },
  {
    name: 'containers do not learn what passed elsewhere',
    breaks: 'access',
    file: 'shared/rate-limits/token-bucket.ts',
    find: ' - this.#takenSinceHeard - takenByOthers',
    replace: ' - this.#takenSinceHeard',
    tests: LIMITER,
  },
  {
    name: 'what could not be counted is forgotten',
    breaks: 'access',
    file: 'shared/rate-limits/shared-counts.ts',
    find: '    const sum = await this.#counters.add(this.#name, added, nowMs);',
    replace: '    this.#added = own;\n    const sum = await this.#counters.add(this.#name, added, nowMs);',
    tests: LIMITER,
  },
  {
    name: 'many documents are a scan, whatever was sold',
    breaks: 'access',
    file: 'shared/scanning/rule.ts',
    find: ' && counts.outcomes < rule.outcomeShare * counts.subjects',
    replace: '',
    tests: SCANS,
  },
  {
    name: 'the documents of one hour count in the next',
    breaks: 'access',
    file: 'shared/scanning/scan-watch.ts',
    find: '    this.#distinct.clear();\n',
    replace: '',
    tests: SCANS,
  },
];
