import type { History } from '../history.ts';
import { outranks, timelinesOf } from './order-timelines.ts';
import type { Violation } from './violation.ts';

/** I3: log sequences are 1, 2, 3 … in the sequence in which they came to stand there, and documents only rise. */
export function judgeLog(history: History): readonly Violation[] {
  const violations: Violation[] = [];
  for (const [index, { atMs, sequence }] of history.appended.entries()) {
    if (sequence === index + 1) continue;
    violations.push({ invariant: 'I3', what: `log entry ${index + 1} stands at ${sequence}`, atMs });
    break;
  }
  for (const [orderId, timeline] of timelinesOf(history)) {
    for (const [index, { atMs, record }] of timeline.entries()) {
      const before = timeline[index - 1]?.record;
      if (!before || !outranks(before, record)) continue;
      const what = `${orderId} went back from version ${before.version} to ${record.version}`;
      violations.push({ invariant: 'I3', what, atMs });
    }
  }
  return violations;
}
