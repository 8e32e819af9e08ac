import {
  type Client,
  type ClientEvent,
  type ClientOptions,
  createClient,
} from '../../../shared/client/index.ts';
import { syntheticResidentId } from '../../fixtures/synthetic-documents.ts';
import { createFakeClock, type FakeClock } from './fake-clock.ts';

/** A request as the service would see it. */
export interface Seen {
  readonly url: string;
  readonly path: string;
  readonly method: string;
  readonly headers: Headers;
  readonly body: string;
  readonly json: unknown;
  readonly signal: AbortSignal;
  readonly redirect: RequestInit['redirect'];
  readonly atMs: number;
}

export type Answer = (seen: Seen) => Response | Promise<Response>;

export interface ClientWorld {
  readonly client: Client;
  readonly clock: FakeClock;
  readonly events: readonly ClientEvent[];
  /** All requests but those for tokens. */
  readonly seen: readonly Seen[];
  readonly tokenRequests: readonly Seen[];
  /** What answers; the newest of a list is used up first to last, the last one stays. */
  answer(...answers: readonly Answer[]): void;
  answerTokens(...answers: readonly Answer[]): void;
}

export const SECRET = 'a secret/of+the=client';

export function createClientWorld(options: Partial<ClientOptions> = {}): ClientWorld {
  const clock = createFakeClock();
  const events: ClientEvent[] = [];
  const seen: Seen[] = [];
  const tokenRequests: Seen[] = [];
  let answers: Answer[] = [allowAll];
  let tokenAnswers: Answer[] = [];
  let ids = 0;
  const client = createClient({
    baseUrl: 'https://check.example/',
    ...(options.token ? {} : { clientId: 'rail-1', clientSecret: SECRET }),
    clock,
    random: () => 0.5,
    newId: () => `id-${++ids}`,
    onEvent: (event) => events.push(event),
    async fetch(url, init) {
      const request = seenFrom(url, init, clock.monotonicMs());
      const isToken = request.path.endsWith('/oauth2/token');
      (isToken ? tokenRequests : seen).push(request);
      const list = isToken ? tokenAnswers : answers;
      const answer = list.length > 1 ? list.shift() : list[0];
      return await (answer ?? tokenAnswer(`token-${tokenRequests.length}`))(request);
    },
    ...options,
  } as ClientOptions);
  return {
    client,
    clock,
    events,
    seen,
    tokenRequests,
    answer(...next) {
      answers = [...next];
    },
    answerTokens(...next) {
      tokenAnswers = [...next];
    },
  };
}

function seenFrom(url: string, init: RequestInit, atMs: number): Seen {
  const body = typeof init.body === 'string' ? init.body : '';
  const headers = new Headers(init.headers);
  const isJson = headers.get('content-type') === 'application/json';
  const { pathname, search } = new URL(url);
  return {
    url,
    path: `${pathname}${search}`,
    method: init.method ?? 'GET',
    headers,
    body,
    json: isJson ? JSON.parse(body) : undefined,
    signal: init.signal as AbortSignal,
    redirect: init.redirect,
    atMs,
  };
}

export function tokenAnswer(token: string, expiresIn = 3_600): Answer {
  return () => Response.json({ access_token: token, token_type: 'Bearer', expires_in: expiresIn });
}

/** The refs that a check asked about. */
export function refsOf(seen: Seen): readonly string[] {
  return (seen.json as { subjects: { ref: string }[] }).subjects.map(({ ref }) => ref);
}

export function checkAnswer(results: readonly object[], more: object = {}): Response {
  return Response.json({
    checkId: 'chk_1',
    checkedAt: '2026-11-24T08:00:00.000+08:00',
    policy: 'cn-national/2026-01-01',
    asOf: { seq: 42, ageMs: 310 },
    results,
    ...more,
  });
}

export const allowAll: Answer = (seen) =>
  checkAnswer(refsOf(seen).map((ref) => ({ ref, decision: 'allow' })));

export function status(
  code: number,
  headers: Readonly<Record<string, string>> = {},
  body: object = {},
): Answer {
  return () =>
    new Response(JSON.stringify(body), {
      status: code,
      headers: { 'content-type': 'application/problem+json', ...headers },
    });
}

/** Ends only when it is broken off. */
export const hang: Answer = () => new Promise(() => undefined);

export const reset: Answer = () => {
  throw Object.assign(new TypeError('fetch failed'), { cause: { code: 'ECONNRESET' } });
};

export const denial = (ref: string) => ({
  ref,
  decision: 'deny',
  decisionId: `dec_${ref}`,
  rule: { id: 'rail.g-train', items: ['rail-emu'], source: 'Provisions art. 3' },
  permittedAlternatives: [{ sector: 'rail', description: { en: 'another train', 'zh-CN': '其他车次' } }],
  customerNotice: { en: 'not in this form', 'zh-CN': '暂不能办理' },
  redress: { reference: `rdr_${ref}`, url: 'https://check.example/inquiry' },
});

export const TRAIN = { sector: 'rail', train: 'G101', seat: 'O' } as const;

export function passengers(count: number) {
  return Array.from({ length: count }, (_, index) => ({
    ref: `p${index + 1}`,
    documents: [{ type: 'resident-id' as const, number: syntheticResidentId(index) }],
  }));
}
