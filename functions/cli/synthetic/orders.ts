import { RESTRICTED_ITEMS } from '../../../shared/contracts/items.ts';
import type { OrderAsSent } from '../input/csv-columns.ts';
import { type Dice, diceFor } from './dice.ts';
import { organizationCodeOf, SYNTHETIC_PEOPLE } from './documents.ts';
import { grantsOf } from './grants.ts';
import { dayText, SERVED_DAYS } from './instants.ts';
import { officerRole, subjectOf } from './subjects.ts';

/** Each order names a subject of its own, and there are so many. */
export const MAX_ORDERS = SYNTHETIC_PEOPLE;
export const MAX_SEED = 4_294_967_295;

const PROVINCES = [...'京津冀晋辽吉黑沪苏浙皖闽赣鲁豫鄂湘粤桂琼渝川贵云陕甘'];
const COMMON_ITEMS = RESTRICTED_ITEMS.slice(0, 4);

/** A prime that does not divide the number of people: multiples of it visit each of them once. */
const STEP = 15_485_863;

/**
 * The n-th synthetic order of a seed, from 0 on. It passes the gates whenever it is sent: all of its dates lie in the past
 * but those of periods and grants, which may lie anywhere. About 1 in 100 is an ended order, 2 are suspended, 12 name an
 * organization, 15 an officer; a third of the people have several documents.
 */
export function syntheticOrder(n: number, seed: number): OrderAsSent {
  const dice = diceFor(seed, n);
  const person = (n * STEP + (seed % SYNTHETIC_PEOPLE)) % SYNTHETIC_PEOPLE;
  const isOrganization = dice.percent(12);
  const isOfficer = !isOrganization && dice.percent(17);
  const role = isOfficer ? officerRole(dice) : 'debtor';
  const courtCode = `${dice.pick(PROVINCES)}99${String(dice.below(100)).padStart(2, '0')}`;
  const servedDay = dice.below(SERVED_DAYS);
  const items = itemsOf(dice);
  return {
    orderId: `synthetic-${seed}-${n}`,
    version: 1,
    ...statusOf(dice),
    court: { code: courtCode, name: '示例人民法院', phone: '010-00000000' },
    caseNumber: `（${dayText(servedDay).slice(0, 4)}）${courtCode}执${n + 1}号`,
    basis: dice.percent(40) ? 'listed-defaulter' : 'enforcement-notice',
    subject: {
      ...subjectOf(person, isOrganization, dice),
      role,
      ...(isOfficer ? { of: organizationCodeOf(dice.below(100_000_000)) } : {}),
    },
    items,
    period: {
      from: dayText(servedDay),
      to: dice.percent(30) ? dayText(servedDay + 730 + dice.below(1_500)) : null,
    },
    warnedAt: dayText(servedDay - 10 - dice.below(20)),
    signedBy: 'president',
    servedAt: dayText(servedDay),
    disclosure: dice.percent(90) ? 'public' : 'withheld',
    grants: dice.percent(6) ? grantsOf(items, isOfficer, servedDay, dice) : [],
  };
}

function statusOf(dice: Dice): object {
  const roll = dice.below(100);
  if (roll === 0) return { status: 'released', endReason: dice.pick(['performed', 'settled', 'guarantee']) };
  return { status: roll <= 2 ? 'suspended' : 'active' };
}

/** Mostly travel and hotels, often everything, sometimes any mixture. */
function itemsOf(dice: Dice): readonly string[] {
  if (dice.percent(30)) return RESTRICTED_ITEMS;
  if (dice.percent(50)) return COMMON_ITEMS;
  const mixture = RESTRICTED_ITEMS.filter(() => dice.percent(35));
  return mixture.length > 0 ? mixture : [dice.pick(RESTRICTED_ITEMS)];
}
