/**
 * Three guests check in, one of them the person of the demo's order; then the line is cut, and a fourth arrives. Run it
 * beside `npm start`:
 *
 *     npx node test/e2e/integrations/hotel/main.ts
 *
 * `OFFLINE_SECONDS` (20) and `RECHECK_SECONDS` (5) say how long the line is cut and how often is asked again.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { clientByEnvironment, printLine } from '../common/settings.ts';
import { linesOn } from '../common/words.ts';
import { createCuttableLine } from '../support/cuttable-line.ts';
import type { AtDesk, Guest } from './front-desk.ts';
import { openHotel } from './hotel.ts';
import { ROOMS, type Room } from './rooms.ts';

const seconds = (name: string, usual: number): number => Number(process.env[name] ?? usual) * 1_000;
const line = createCuttableLine();
const { desk, cases, outcomes, rechecks, close } = openHotel({
  client: clientByEnvironment('demo-hotel', { fetch: line.fetch }),
  clock: {
    after(ms, then) {
      const timer = setTimeout(then, ms);
      return () => clearTimeout(timer);
    },
  },
  recheckEveryMs: seconds('RECHECK_SECONDS', 5),
  screen: linesOn(printLine),
  tellDesk: (text) => printLine(`[desk] ${text}`),
  onFault: (fault) => printLine(`[fault] ${fault}`),
});

const chip = (ref: string, name: string, number: string): Guest => ({
  ref,
  scan: { kind: 'chip', type: 'resident-id', number, name },
  language: 'zh-CN',
});
const withPassport = (ref: string, second: string): Guest => ({
  ref,
  scan: { kind: 'passport-lines', lines: ['P<UTOEKSEMPEL<<MARI<<<<<<<<<<<<<<<<<<<<<<<<<', second] },
  language: 'en',
});
const arrival = '2030-05-01T20:00:00+08:00';
const describe = (answer: AtDesk): string => `${answer.ref}: ${answer.kind}`;
const [room, nextRoom, , guestHouse] = ROOMS as readonly [Room, Room, Room, Room];

const debtor = {
  ref: 'guest-2',
  documents: [{ type: 'resident-id', number: '999999199001010016' }],
} as const;
const atDesk = await desk.checkIn('stay-1', room, arrival, [
  chip('guest-1', '示例己', '999999197009090015'),
  chip('guest-2', '示例甲', debtor.documents[0].number),
  withPassport('guest-3', 'X482100732UTO9003071F3105010<<<<<<<<<<<<<<02'),
]);
for (const answer of atDesk) printLine(describe(answer));
for (const answer of atDesk) {
  if (answer.kind !== 'case') continue;
  const ended = await cases.end(answer.open, { kind: 'moves', to: guestHouse, arrival, guest: debtor });
  printLine(
    `${answer.ref} ${ended ? `gets ${guestHouse.number} in the guest house` : 'speaks with the manager'}`,
  );
}

printLine('The line is cut.');
line.cut();
for (const answer of await desk.checkIn('stay-2', nextRoom, arrival, [
  chip('guest-4', '示例庚', '999999198808080010'),
]))
  printLine(`${describe(answer)}${answer.kind === 'key' && answer.recheck ? ', to be checked again' : ''}`);
await sleep(seconds('OFFLINE_SECONDS', 20));
line.mend();
printLine('The line is back.');
while (rechecks.pending().length > 0) await sleep(200);
printLine(
  `All are checked, ${cases.list().length} to speak with, ${await outcomes.flush()} reports waiting.`,
);
close();
