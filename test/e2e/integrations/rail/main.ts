/**
 * A family of three books a train; one of them is the person of the demo's order. Run it beside `npm start`:
 *
 *     npx node test/e2e/integrations/rail/main.ts
 */
import { clientByEnvironment, printLine } from '../common/settings.ts';
import { linesOn } from '../common/words.ts';
import type { Passenger, Pay } from './booking.ts';
import { openRailway } from './railway.ts';
import { isOpenToEverybody, type Offer } from './timetable.ts';

const DAY = '2030-05-01';
const { office, timetable, outcomes } = openRailway(
  clientByEnvironment('demo-rail'),
  linesOn(printLine),
  DAY,
);

const passenger = (ref: string, name: string, number: string, language: 'en' | 'zh-CN'): Passenger => ({
  ref,
  name,
  document: { type: 'resident-id', number },
  language,
});
const family = [
  passenger('p1', '示例丁', '999999196502010010', 'zh-CN'),
  passenger('p2', '示例甲', '999999199001010016', 'zh-CN'),
  passenger('p3', '示例戊', '999999199407070019', 'en'),
];
const payByCard: Pay = async (fen) => {
  printLine(`Paid ${(fen / 100).toFixed(2)} yuan.`);
  return 'paid';
};
const described = ({ train, seat, departsAt, priceFen }: Offer): string =>
  `${train} seat ${seat}, ${departsAt}, ${priceFen / 100} yuan`;

const offers = timetable.search('Beijing', 'Shanghai', DAY);
printLine('Beijing to Shanghai:');
for (const offer of offers) printLine(`  ${described(offer)}, ${timetable.left(offer)} left`);

const [first] = offers;
if (!first) throw new Error('No train runs on that day.');
printLine(`Three for ${described(first)}.`);
let sale = await office.sell(first, family, payByCard);
if (sale.kind === 'passengers-decide' && sale.pending.stopped.length > 0) {
  const instead = offers.find((offer) => isOpenToEverybody(offer) && timetable.left(offer) >= family.length);
  if (!instead) throw new Error('No other train runs on that day.');
  printLine(`They stay together and take ${described(instead)}.`);
  sale = (await office.decide(sale.pending, { kind: 'take-instead', offer: instead }, payByCard)) ?? sale;
}
printLine(
  sale.kind === 'ticketed'
    ? `Booking ${sale.booking.bookingId}: ${sale.booking.refs.join(', ')}.`
    : sale.kind,
);
printLine(`${await outcomes.flush()} reports waiting.`);
