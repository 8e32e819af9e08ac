import { setTimeout as pause } from 'node:timers/promises';
import type { Example, Sender } from '../../../functions/docs/openapi/examples/example.ts';
import { RECEIVER_URL } from '../../../functions/docs/openapi/examples/notices.ts';
import { at, resolved } from '../../../functions/docs/openapi/examples/references.ts';
import type { Json } from '../../../functions/docs/openapi/json.ts';
import { clientOf } from '../../e2e/service-client.ts';

/** An answer as it came. */
export interface RealAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly mediaType: string | undefined;
  readonly text: string;
  readonly body: Json | undefined;
}

export interface Route {
  readonly path: string;
  readonly method: string;
}

const PATIENCE_MS = 15_000;

/** Tells examples to a running service, one after the other, and remembers what they were answered with. */
export function createStoryteller(url: string, receiverUrl: string, routeOf: (operation: string) => Route) {
  const answers = new Map<string, RealAnswer>();
  const tokens = new Map<Sender, Promise<string>>();
  const answerOf = (example: string): Json | undefined => answers.get(example)?.body;

  async function authorization(example: Example): Promise<Record<string, string>> {
    if (example.sender === 'nobody') return {};
    if (example.operation === 'obtainToken') {
      return {
        authorization: `Basic ${Buffer.from(`${example.sender}:${example.sender}-secret`).toString('base64')}`,
      };
    }
    const token = tokens.get(example.sender) ?? tokenOf(url, example.sender);
    tokens.set(example.sender, token);
    return { authorization: `Bearer ${await token}` };
  }

  async function send(example: Example): Promise<RealAnswer> {
    const { path, method } = routeOf(example.operation);
    const steps = resolved(example.path ?? {}, answerOf);
    const place = path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(steps[name] as string));
    const query = new URLSearchParams(resolved(example.query ?? {}, answerOf));
    const json =
      example.body && JSON.stringify(resolved(example.body, answerOf)).replaceAll(RECEIVER_URL, receiverUrl);
    const content = example.text?.content ?? json;
    const mediaType = example.text?.mediaType ?? 'application/json';
    const response = await fetch(`${url}${place}${query.size > 0 ? `?${query}` : ''}`, {
      method: method.toUpperCase(),
      headers: {
        'x-request-id': `example-${example.name}`,
        ...(content === undefined ? {} : { 'content-type': mediaType }),
        ...(await authorization(example)),
        ...example.headers,
      },
      ...(content === undefined ? {} : { body: content }),
    });
    return await read(response);
  }

  async function tell(example: Example): Promise<RealAnswer> {
    const patient = Date.now() + PATIENCE_MS;
    let answer = await send(example);
    for (let more = (example.times ?? 1) - 1; more > 0; more -= 1) answer = await send(example);
    const { until, waitFor } = example;
    while (until && at(answer.body, until.pointer) !== until.equals && Date.now() < patient) {
      await pause(100);
      answer = await send(example);
    }
    answers.set(example.name, answer);
    const instant = waitFor === undefined ? undefined : at(answer.body, waitFor);
    if (typeof instant === 'string') await pause(Math.max(0, Date.parse(instant) - Date.now()) + 200);
    if (example.applied) await untilApplied(answer);
    return answer;
  }

  async function untilApplied(answer: RealAnswer): Promise<void> {
    const court = await clientOf(url, 'demo-court');
    const place = answer.headers.get('location');
    if (place === null) throw new Error('an act was answered without a place to ask');
    const patient = Date.now() + PATIENCE_MS;
    while (Date.now() < patient) {
      const { body } = await court.get(place);
      if ((body as { readonly status: string }).status === 'applied') return;
      await pause(100);
    }
    throw new Error('an act was not applied in time');
  }

  return { tell };
}

async function read(response: Response): Promise<RealAnswer> {
  const text = await response.text();
  const mediaType = response.headers.get('content-type')?.split(';')[0];
  const body = mediaType?.endsWith('json') ? (JSON.parse(text) as Json) : undefined;
  return { status: response.status, headers: response.headers, mediaType, text, body };
}

/** An access token for all scopes of a client of the demo. */
export async function tokenOf(url: string, sender: Sender): Promise<string> {
  const response = await fetch(`${url}/oauth2/token`, {
    method: 'POST',
    headers: { authorization: `Basic ${Buffer.from(`${sender}:${sender}-secret`).toString('base64')}` },
    body: new URLSearchParams({ grant_type: 'client_credentials' }),
  });
  return ((await response.json()) as { access_token: string }).access_token;
}
