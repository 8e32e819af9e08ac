import type { Run } from '../run.ts';
import { judgeEffect } from './effect.ts';
import { judgeHonesty } from './honesty.ts';
import { judgeIntercept } from './intercept.ts';
import { judgeLog } from './log.ts';
import { judgePermits } from './permits.ts';
import { judgeRelease } from './release.ts';
import type { Violation } from './violation.ts';

/** Judges a recorded run by the promises I1 to I5, by true times of calls, answers and effects. */
export function judge(run: Run): readonly Violation[] {
  return [
    ...judgeIntercept(run.history),
    ...judgePermits(run.history),
    ...judgeRelease(run.history),
    ...judgeLog(run.history),
    ...judgeEffect(run),
    ...judgeHonesty(run),
  ];
}
