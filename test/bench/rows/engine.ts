import type { CheckEngine } from '../../../shared/check/check-engine.ts';
import { checkRequestSchema } from '../../../shared/contracts/check.ts';
import type { OperatorId } from '../../../shared/contracts/ids.ts';
import type { Row } from '../row.ts';
import { timedCalls } from '../timed.ts';
import {
  type BenchPurchase,
  checkBody,
  RESTRICTED_PURCHASE,
  UNRESTRICTED_PURCHASE,
} from '../world/check-requests.ts';
import { OPERATOR } from '../world/check-service.ts';

const SLICE_MS = 40;

/** The engine alone: requests are parsed already, nothing of HTTP or Lambda. */
export function engineRows(engine: CheckEngine, unlisted: readonly number[]): readonly Row[] {
  const row = (name: string, purchase: BenchPurchase): Row => {
    const requests = unlisted.map((person) => checkRequestSchema.parse(checkBody(purchase, [person])));
    const arrivedAtMs = performance.now();
    return {
      name,
      slice: timedCalls((turn) => {
        const request = requests[turn % requests.length] as (typeof requests)[number];
        const outcome = engine.check(request, OPERATOR as OperatorId, arrivedAtMs);
        if (outcome instanceof Promise || outcome.kind !== 'answered') {
          throw new Error(`${name}: the filter did not answer`);
        }
      }, SLICE_MS),
    };
  };
  return [row('engine.unrestricted', UNRESTRICTED_PURCHASE), row('engine.not-listed', RESTRICTED_PURCHASE)];
}
