import type { Breaker } from '../breaker.ts';
import { ConsumptionCheckError, InvalidRequest, type Problem } from '../errors.ts';
import type { Emit } from '../events.ts';
import type { System } from '../system.ts';
import { type CallOptions, deadlineOf, requestIdOf } from '../transport/call.ts';
import type { Send } from '../transport/sender.ts';
import { startTimeLimit, type TimeLimit } from '../transport/time-limit.ts';
import { type Batch, batchesOf, inWholeCheck, refProblems } from './batches.ts';
import type { StricterFallbacks } from './fallbacks.ts';
import type { Purchase } from './purchase.ts';
import { type Asked, type ReadAnswer, readCheckAnswer, undeterminedAll } from './read-answer.ts';
import type { CheckResult, UndeterminedCause } from './result.ts';
import type { Checkpoint } from './sectors.ts';
import type { Subject } from './subject.ts';

export interface CheckOptions extends CallOptions {
  /** `sale` unless told. */
  readonly checkpoint?: Checkpoint;
  /** Asks for a signed statement that the check was made. */
  readonly attest?: boolean;
}

export type Check = (
  purchase: Purchase,
  subjects: readonly Subject[],
  options?: CheckOptions,
) => Promise<CheckResult>;

export interface CheckParts {
  readonly system: System;
  readonly send: Send;
  readonly breaker: Breaker;
  readonly emit: Emit;
  readonly stricter: StricterFallbacks;
  readonly deadlineMs: number;
  readonly attemptMs: number;
}

/** Requests of one check at a time. */
const MAX_PARALLEL = 4;

/**
 * May this purchase go ahead for these people? What cannot be answered in time becomes `undetermined`, subject by
 * subject; it is thrown only what the caller has to put right.
 */
export function createCheck(parts: CheckParts): Check {
  return async (purchase, subjects, options = {}) => {
    const problems = refProblems(subjects);
    if (problems.length > 0) throw invalid(problems);
    options.signal?.throwIfAborted();
    const requestId = requestIdOf(options, parts.system.newId);
    const deadlineMs = deadlineOf(options, parts.deadlineMs);
    const limit = startTimeLimit(parts.system.clock, deadlineMs, options.signal);
    try {
      const batches = batchesOf(subjects);
      const settled = await inSequence(batches, MAX_PARALLEL, (batch) =>
        askBatch(parts, { purchase, batch, options, requestId, limit }),
      );
      return together(batches, settled);
    } finally {
      limit.end();
    }
  };
}

interface BatchRequest {
  readonly purchase: Purchase;
  readonly batch: Batch;
  readonly options: CheckOptions;
  readonly requestId: string;
  readonly limit: TimeLimit;
}

async function askBatch(
  parts: CheckParts,
  { purchase, batch, options, requestId, limit }: BatchRequest,
): Promise<ReadAnswer> {
  const asked: Asked = {
    sector: purchase.sector,
    refs: batch.subjects.map(({ ref }) => ref),
    stricter: parts.stricter,
  };
  const permit = parts.breaker.admit();
  if (!permit) return unanswered(parts, asked, 'circuit-open', requestId);
  const { checkpoint, attest } = options;
  try {
    return await parts.send<ReadAnswer>(
      {
        method: 'POST',
        path: '/v1/checks',
        route: 'POST /v1/checks',
        body: {
          ...(checkpoint === undefined ? {} : { checkpoint }),
          ...(attest === undefined ? {} : { attest }),
          purchase,
          subjects: batch.subjects,
        },
        expects: 200,
        read: (json) => readCheckAnswer(json, asked),
        attemptMs: parts.attemptMs,
        requestId,
        traceparent: options.traceparent,
        onAttempt: (outcome) => permit.record(outcome),
        goOn: () => parts.breaker.state() !== 'open',
      },
      limit,
    );
  } catch (error) {
    const cause = causeOf(error);
    if (cause === undefined) throw error;
    return unanswered(parts, asked, cause, requestId);
  } finally {
    permit.end();
  }
}

function unanswered(
  parts: CheckParts,
  asked: Asked,
  cause: UndeterminedCause,
  requestId: string,
): ReadAnswer {
  const results = undeterminedAll(asked, cause);
  const fallback = results[0]?.fallback ?? 'hold';
  const { sector } = asked;
  parts.emit({ kind: 'fallback', requestId, sector, fallback, cause, subjects: results.length });
  return { request: undefined, results };
}

/** What passes by itself; all else has to be put right by the caller and is thrown. */
function causeOf(error: unknown): UndeterminedCause | undefined {
  if (!(error instanceof ConsumptionCheckError)) return undefined;
  switch (error.code) {
    case 'unavailable':
    case 'timeout':
    case 'rate-limited':
    case 'malformed-answer':
      return error.code;
    default:
      return undefined;
  }
}

/** @throws the first failure that is no bad input; else all bad input of all requests at once. */
function together(
  batches: readonly Batch[],
  settled: readonly PromiseSettledResult<ReadAnswer>[],
): CheckResult {
  const faults = settled.flatMap((one, index) =>
    one.status === 'rejected' ? [{ reason: one.reason as unknown, batch: batches[index] as Batch }] : [],
  );
  const other = faults.find(({ reason }) => !(reason instanceof InvalidRequest));
  if (other) throw other.reason;
  const [first] = faults;
  if (first) {
    const problems = faults.flatMap(({ reason, batch }) =>
      (reason as InvalidRequest).problems.map((problem) => inWholeCheck(batch, problem)),
    );
    if (problems.length === 0) throw first.reason;
    throw invalid(problems, first.reason as InvalidRequest);
  }
  const answers = settled.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
  return {
    results: answers.flatMap(({ results }) => results),
    requests: answers.flatMap(({ request }) => (request ? [request] : [])),
  };
}

function invalid(problems: readonly Problem[], from?: InvalidRequest): InvalidRequest {
  const named = problems
    .slice(0, 3)
    .map(({ pointer, ref, detail }) => `${pointer}${ref ? ` (${ref})` : ''} ${detail}`);
  const more = problems.length > named.length ? `; and ${problems.length - named.length} more` : '';
  return new InvalidRequest(`The check was not made: ${named.join('; ')}${more}.`, problems, from);
}

/** Settles all, at most so many at a time; results in the sequence of the input. */
async function inSequence<In, Out>(
  inputs: readonly In[],
  parallel: number,
  work: (input: In) => Promise<Out>,
): Promise<readonly PromiseSettledResult<Out>[]> {
  const settled: PromiseSettledResult<Out>[] = [];
  let next = 0;
  const worker = async (): Promise<void> => {
    while (next < inputs.length) {
      const index = next++;
      const [result] = await Promise.allSettled([work(inputs[index] as In)]);
      settled[index] = result;
    }
  };
  await Promise.all(Array.from({ length: Math.min(parallel, inputs.length) }, worker));
  return settled;
}
