import type { CheckEngine } from '../../../shared/check/check-engine.ts';
import { checkRequestSchema } from '../../../shared/contracts/check.ts';
import type { OperatorId } from '../../../shared/contracts/ids.ts';
import { quantileOf } from '../quantile.ts';
import { timedCalls } from '../timed.ts';
import { checkBody, RESTRICTED_PURCHASE } from '../world/check-requests.ts';
import { FIRST_UNLISTED } from '../world/scale.ts';
import type { GrowthPoint } from './growth-point.ts';

const SUBJECTS_PER_REQUEST = [1, 10, 100] as const;
/** Different people in all, whatever the size of a request. */
const PEOPLE = 16_384;
const SLICE_MS = 400;

/** The engine's time for requests of 1, 10 and 100 people who are not listed; one in 10,000 lookups reads the register. */
export async function measureEngine(engine: CheckEngine): Promise<GrowthPoint['engine']> {
  const points: GrowthPoint['engine'][number][] = [];
  for (const subjects of SUBJECTS_PER_REQUEST) {
    const requests = Array.from({ length: Math.floor(PEOPLE / subjects) }, (_, request) => {
      const people = Array.from({ length: subjects }, (_, at) => FIRST_UNLISTED + request * subjects + at);
      return checkRequestSchema.parse(checkBody(RESTRICTED_PURCHASE, people));
    });
    const slice = timedCalls((turn) => {
      const request = requests[turn % requests.length] as (typeof requests)[number];
      void engine.check(request, 'bench-growth' as OperatorId, performance.now());
    }, SLICE_MS);
    await slice(true);
    const timesUs = Float64Array.from((await slice(false)).timesUs).sort();
    points.push({ subjects, p50Us: quantileOf(timesUs, 0.5), p99Us: quantileOf(timesUs, 0.99) });
  }
  return points;
}
