/**
 * Somebody redeems miles for two travellers, one of them the person of the demo's order, who waits for the release. Run
 * it beside `npm start`, and let the court release the order by the second block that `npm start` printed:
 *
 *     npx node test/e2e/integrations/airline/main.ts
 *
 * `WAIT_SECONDS` (120) says how long it waits.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { clientByEnvironment, printLine } from '../common/settings.ts';
import { linesOn } from '../common/words.ts';
import { openAirline, SHANGHAI } from './airline.ts';
import type { AwardRequest } from './award-desk.ts';

const client = clientByEnvironment('demo-air');
const { desk, requests, miles, outcomes, work, receiver } = await openAirline({
  client,
  screen: linesOn(printLine),
  balances: { 'FF-7': 30_000 },
  nowMs: () => Date.now(),
  onFault: (fault) => printLine(`[fault] ${fault}`),
});
const awardFor = (ref: string, name: string, number: string): AwardRequest => ({
  accountId: 'FF-7',
  traveller: { ref, name, documents: [{ type: 'resident-id', number }], language: 'zh-CN' },
  flight: SHANGHAI,
});

for (const request of [
  awardFor('t1', '示例辛', '999999195203040020'),
  awardFor('t2', '示例甲', '999999199001010016'),
]) {
  const end = await desk.redeem(request);
  printLine(`${request.traveller.ref}: ${end.kind}`);
  if (end.kind === 'stopped') requests.keep(end.denied.decisionId, request);
}

if (requests.length() > 0) printLine('Waiting for a notice.');
const untilMs = Date.now() + Number(process.env.WAIT_SECONDS ?? 120) * 1_000;
while (requests.length() > 0 && Date.now() < untilMs) await sleep(100);
await work.idle();
printLine(`${miles.balance('FF-7')} miles left, ${await outcomes.flush()} reports waiting.`);
await client.removeWebhook();
await receiver.close();
