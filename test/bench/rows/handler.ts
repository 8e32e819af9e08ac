import type { Row } from '../row.ts';
import { timedWaits } from '../timed.ts';
import {
  type BenchPurchase,
  checkBody,
  RESTRICTED_PURCHASE,
  UNRESTRICTED_PURCHASE,
} from '../world/check-requests.ts';
import type { CheckService } from '../world/check-service.ts';
import { type Invocation, invocationOf } from '../world/lambda-event.ts';
import { ORDERS } from '../world/scale.ts';

const SLICE_MS = 70;
const BATCH = 100;
/** Each batch begins with another person, so that no two are the same. */
const BATCHES = 512;

/** First denials a turn: each needs a person of its own, so they are few. */
export const FIRST_DENIALS = 20;
export const FIRST_DENIALS_TO_WARM_UP = 100;
const REPEATS = 20;
const REPEATED_PEOPLE = FIRST_DENIALS_TO_WARM_UP;
/** Longer than any number of reads takes: these turns end by their number of calls. */
const LONG_MS = 10_000;

/** The Lambda handler as it is deployed, by events of the gateway. */
export function handlerRows(service: CheckService, unlisted: readonly number[]): readonly Row[] {
  const one = (purchase: BenchPurchase) => unlisted.map((person) => [person]).map(invocations(purchase));
  const parties = Array.from({ length: BATCHES }, (_, from) =>
    Array.from({ length: BATCH }, (_, at) => unlisted[(from * 7 + at) % unlisted.length] as number),
  );
  const listed = Array.from({ length: ORDERS }, (_, person) => [person]);
  const denials = listed.map(invocations(RESTRICTED_PURCHASE));
  const repeats = denials.slice(0, REPEATED_PEOPLE);

  return [
    row('handler.unrestricted', one(UNRESTRICTED_PURCHASE), 'allow', { sliceMs: SLICE_MS }),
    row('handler.not-listed', one(RESTRICTED_PURCHASE), 'allow', { sliceMs: SLICE_MS }),
    row('handler.not-listed-100', parties.map(invocations(RESTRICTED_PURCHASE)), 'allow', {
      sliceMs: SLICE_MS,
    }),
    row('handler.listed', denials, 'deny', {
      sliceMs: LONG_MS,
      calls: FIRST_DENIALS,
      warmUpCalls: FIRST_DENIALS_TO_WARM_UP,
    }),
    row('handler.listed-again', repeats, 'deny', {
      sliceMs: LONG_MS,
      calls: REPEATS,
      warmUpCalls: REPEATED_PEOPLE,
    }),
  ];

  function invocations(purchase: BenchPurchase) {
    return (people: readonly number[]) =>
      invocationOf('/v1/checks', service.token, checkBody(purchase, people));
  }

  function row(
    name: string,
    among: readonly Invocation[],
    decision: 'allow' | 'deny',
    limits: Parameters<typeof timedWaits>[1],
  ): Row {
    const expected = `"decision":"${decision}"`;
    return {
      name,
      slice: timedWaits(
        (turn) => {
          const { event, context } = among[turn % among.length] as Invocation;
          return service.handler(event, context);
        },
        limits,
        ({ statusCode, body }) => {
          if (statusCode !== 200 || !body.includes(expected)) {
            throw new Error(`${name}: answered ${statusCode} ${body}`);
          }
        },
      ),
    };
  }
}
