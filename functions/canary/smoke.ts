import { parseArgs } from 'node:util';
import { systemClock } from '../../shared/runtime/clock.ts';
import { newMark, waitMs } from './dependencies.ts';
import { type CanaryOutcome, runCanary } from './run-canary.ts';
import { CanaryFailed, createServiceApi } from './service-api.ts';
import { turnAt } from './turn.ts';

/*
 * `npm run smoke -- --url https://api.example`: one run of the canary against a service that was just deployed. Exit
 * code 0 if both promises were kept, 1 if not or if that could not be seen, 2 for a command line that cannot be used.
 *
 *   --url URL        base URL of the API
 *   --token-url URL  where tokens are obtained; <url>/oauth2/token unless told
 *
 * The client stands in CANARY_CLIENT_ID and CANARY_CLIENT_SECRET. It needs the scopes check:rail and registry:write, the
 * latter for the court 京0198.
 */

const LIMIT_MS = 60_000;
const TURNS = 5;

const { values } = parseArgs({ options: { url: { type: 'string' }, 'token-url': { type: 'string' } } });
const { CANARY_CLIENT_ID: clientId, CANARY_CLIENT_SECRET: clientSecret } = process.env;
const url = values.url?.replace(/\/+$/, '');
if (!url || !URL.canParse(url) || !clientId || !clientSecret) {
  process.stderr.write('Usage: CANARY_CLIENT_ID=… CANARY_CLIENT_SECRET=… npm run smoke -- --url https://…\n');
  process.exit(2);
}

const api = createServiceApi({
  url,
  tokenUrl: values['token-url'] ?? `${url}/oauth2/token`,
  credentials: async () => ({ clientId, clientSecret }),
  signal: AbortSignal.timeout(LIMIT_MS),
});

try {
  const verdict = verdictOn(await runInFreeTurn());
  process.stdout.write(`${verdict.text}\n`);
  process.exitCode = verdict.good ? 0 : 1;
} catch (error) {
  if (!(error instanceof CanaryFailed)) throw error;
  process.stderr.write(`The smoke test could not come to its end: ${error.message}.\n`);
  process.exitCode = 1;
}

/** Somebody else may try the same service at this very second. */
async function runInFreeTurn(): Promise<CanaryOutcome> {
  for (let turns = 1; ; turns++) {
    const turn = turnAt('smoke', systemClock.wallMs());
    const outcome = await runCanary(turn, { api, clock: systemClock, wait: waitMs, mark: newMark() });
    if (outcome.kind === 'done' || turns === TURNS) return outcome;
    await waitMs(1_100);
  }
}

function verdictOn(outcome: CanaryOutcome): { readonly good: boolean; readonly text: string } {
  if (outcome.kind === 'taken')
    return { good: false, text: 'Others try this service all the time: try again.' };
  const { interceptMs, releaseMs, allowedTooLate, deniedTooLate } = outcome;
  const seconds = (ms: number): string => `${(ms / 1_000).toFixed(1)} s`;
  const times = `imposed and denied after ${seconds(interceptMs)}, released and allowed after ${seconds(releaseMs)}`;
  if (allowedTooLate + deniedTooLate === 0) return { good: true, text: `Smoke test passed: ${times}.` };
  const broken = [
    ...(allowedTooLate > 0
      ? [`${allowedTooLate} checks were allowed after the order was in force (I1)`]
      : []),
    ...(deniedTooLate > 0 ? [`${deniedTooLate} checks were denied after the release was applied (I2)`] : []),
  ];
  return { good: false, text: `Smoke test FAILED: ${broken.join(', ')}; ${times}.` };
}
