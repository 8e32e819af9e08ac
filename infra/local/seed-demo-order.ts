import { setTimeout as pause } from 'node:timers/promises';
import { demoSecret } from './demo-clients.ts';
import { DEMO_IMPOSITION, DEMO_ORDER_ID } from './demo-order.ts';

/** `ended` once somebody has released the order: ended is final, so it is not imposed again. */
export type DemoOrderState = 'in-force' | 'ended' | 'unknown';

const APPLIED_WITHIN_MS = 15_000;
const POLL_MS = 25;

/**
 * Imposes the demo's order the way a court does it: a token, `POST /v1/list-changes`, the queue, the consumer. Does
 * nothing if the order is there already.
 *
 * @param url base URL of the service.
 * @returns what the order is now; `unknown` if it was not applied in time.
 * @throws Error if the service refuses a request.
 */
export async function seedDemoOrder(url: string, signal: AbortSignal): Promise<DemoOrderState> {
  const authorization = `Bearer ${await courtToken(url)}`;
  const found = await stateOfOrder(url, authorization);
  if (found !== undefined) return found;
  const sent = await fetch(`${url}/v1/list-changes`, {
    method: 'POST',
    headers: { authorization, 'content-type': 'application/json' },
    body: JSON.stringify({ changes: [DEMO_IMPOSITION] }),
  });
  const { results } = (await answerOf(sent, 202)) as { results?: { status?: string }[] };
  if (results?.[0]?.status !== 'accepted') throw new Error('the demo order was rejected');
  const giveUpAt = performance.now() + APPLIED_WITHIN_MS;
  while (performance.now() < giveUpAt) {
    const state = await stateOfOrder(url, authorization);
    if (state !== undefined) return state;
    await pause(POLL_MS, undefined, { signal });
  }
  return 'unknown';
}

async function courtToken(url: string): Promise<string> {
  const credentials = Buffer.from(`demo-court:${demoSecret('demo-court')}`).toString('base64');
  const response = await fetch(`${url}/oauth2/token`, {
    method: 'POST',
    headers: { authorization: `Basic ${credentials}` },
    body: new URLSearchParams({ grant_type: 'client_credentials' }),
  });
  const { access_token } = (await answerOf(response, 200)) as { access_token?: string };
  if (access_token === undefined) throw new Error('the token endpoint gave no token');
  return access_token;
}

async function stateOfOrder(url: string, authorization: string): Promise<DemoOrderState | undefined> {
  const response = await fetch(`${url}/v1/orders/${DEMO_ORDER_ID}`, { headers: { authorization } });
  if (response.status === 404) {
    await response.body?.cancel();
    return undefined;
  }
  const { status } = (await answerOf(response, 200)) as { status?: string };
  return status === 'active' ? 'in-force' : 'ended';
}

async function answerOf(response: Response, expected: number): Promise<unknown> {
  if (response.status !== expected) throw new Error(`${response.url} answered ${response.status}`);
  return await response.json();
}
