import { TRAVEL_BY_AIR_OR_RAIL } from '../../../shared/contracts/items.ts';
import type { Dice } from './dice.ts';
import { dayText } from './instants.ts';

/** February has this many days: a window of a month that fits after any day. */
const SHORTEST_MONTH_DAYS = 28;

/** One or two permissions within an order, of every kind that it can have. */
export function grantsOf(
  items: readonly string[],
  isOfficer: boolean,
  servedDay: number,
  dice: Dice,
): readonly object[] {
  return Array.from({ length: 1 + dice.below(2) }, (_, index) => {
    const fromDay = servedDay + 30 + dice.below(1_500);
    const windowOf = (days: number) => ({ from: dayText(fromDay), to: dayText(fromDay + days) });
    const grantId = `g${index + 1}`;
    const travel = items.filter((item) => TRAVEL_BY_AIR_OR_RAIL.some((one) => one === item));
    if (travel.length > 0 && dice.percent(50)) {
      const window = windowOf(1 + dice.below(SHORTEST_MONTH_DAYS));
      return { grantId, kind: 'temporary', items: travel, ...window, uses: null, approvedBy: 'president' };
    }
    const one = [dice.pick(items)];
    const window = windowOf(1 + dice.below(90));
    if (dice.percent(40))
      return { grantId, kind: 'single', items: one, ...window, uses: 1, approvedBy: 'court' };
    const kind = isOfficer && dice.percent(50) ? 'personal-property' : 'necessity';
    const uses = dice.percent(50) ? 1 + dice.below(5) : null;
    return { grantId, kind, items: one, ...window, uses, approvedBy: 'court' };
  });
}
