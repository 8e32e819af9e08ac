import * as z from 'zod';

/** What the canary is known by at the issuer of tokens. */
export interface Credentials {
  readonly clientId: string;
  readonly clientSecret: string;
}

export interface ServiceApiOptions {
  /** Base URL of what asks for a token. */
  readonly url: string;
  readonly tokenUrl: string;
  readonly credentials: () => Promise<Credentials>;
  /** Ends every call that is under way; the canary has a minute in all. */
  readonly signal: AbortSignal;
}

/** The service did not do what it was asked, or answered something that cannot be read. Says which step failed. */
export class CanaryFailed extends Error {
  override readonly name = 'CanaryFailed';
}

const receipt = z.object({
  status: z.enum(['queued', 'applied', 'superseded', 'rejected']),
  effectiveAt: z.iso.datetime({ offset: true }).optional(),
});

const checked = z.object({
  checkedAt: z.iso.datetime({ offset: true }),
  results: z.tuple([z.object({ decision: z.enum(['allow', 'deny', 'verify-identity', 'undetermined']) })]),
});

const sent = z.object({
  results: z.tuple([
    z.object({
      status: z.enum(['accepted', 'rejected']),
      problems: z.array(z.object({ pointer: z.string() })).optional(),
    }),
  ]),
});

const notices = z.object({ notices: z.array(z.object({ noticeId: z.string() })) });

export type Decision = z.output<typeof checked>['results'][0]['decision'];

/** The part of the HTTP API that the canary uses, as any operator and any court would. */
export interface ServiceApi {
  /** @returns the decision, and when the service began to check, by its own clock. */
  check(resident: string): Promise<{ readonly decision: Decision; readonly checkedAtMs: number }>;
  /** @returns `taken` if another change was sent under this id before. */
  sendChange(changeId: string, order: object): Promise<'accepted' | 'taken'>;
  /** Since when an applied change holds; `undefined` while it is queued. */
  whenEffective(changeId: string): Promise<number | undefined>;
  /** Releases an order if there is one that has not ended. */
  releaseIfThere(orderId: string): Promise<'released' | 'nothing-to-release'>;
  /** Takes in the notices that the canary's own denials led to. */
  acknowledgeNotices(): Promise<number>;
}

/** A seat on a train that no restricted person may take. */
const PURCHASE = { sector: 'rail', train: 'G1', seat: 'O' } as const;
const NOTICES_A_PAGE = 20;

export function createServiceApi({ url, tokenUrl, credentials, signal }: ServiceApiOptions): ServiceApi {
  let token: Promise<string> | undefined;

  async function obtainToken(): Promise<string> {
    const { clientId, clientSecret } = await credentials();
    const response = await send('obtaining a token', tokenUrl, {
      method: 'POST',
      headers: { authorization: `Basic ${Buffer.from(`${clientId}:${clientSecret}`).toString('base64')}` },
      body: new URLSearchParams({ grant_type: 'client_credentials' }),
    });
    if (response.status !== 200) throw new CanaryFailed(`obtaining a token: answered ${response.status}`);
    const answer = z.object({ access_token: z.string() }).safeParse(await response.json());
    if (!answer.success) throw new CanaryFailed('obtaining a token: the answer has none');
    return answer.data.access_token;
  }

  async function send(step: string, address: string, init: RequestInit): Promise<Response> {
    try {
      return await fetch(address, { ...init, redirect: 'manual', signal });
    } catch (cause) {
      throw new CanaryFailed(`${step}: ${signal.aborted ? 'out of time' : 'no answer'}`, { cause });
    }
  }

  async function call(step: string, method: 'GET' | 'POST', path: string, body?: object): Promise<Response> {
    token ??= obtainToken();
    return await send(step, `${url}${path}`, {
      method,
      headers: { authorization: `Bearer ${await token}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  }

  async function read<T>(step: string, response: Response, status: number, form: z.ZodType<T>): Promise<T> {
    if (response.status !== status) {
      await response.body?.cancel();
      throw new CanaryFailed(`${step}: answered ${response.status} instead of ${status}`);
    }
    const answer = form.safeParse(await response.json().catch(() => undefined));
    if (!answer.success) throw new CanaryFailed(`${step}: the answer is not of the documented form`);
    return answer.data;
  }

  return {
    async check(resident) {
      const step = 'checking';
      const documents = [{ type: 'resident-id', number: resident }];
      const body = { purchase: PURCHASE, subjects: [{ ref: 'canary', documents }] };
      const answer = await read(step, await call(step, 'POST', '/v1/checks', body), 200, checked);
      return { decision: answer.results[0].decision, checkedAtMs: Date.parse(answer.checkedAt) };
    },

    async sendChange(changeId, order) {
      const step = `sending version ${(order as { version?: number }).version} of the order`;
      const response = await call(step, 'POST', '/v1/list-changes', { changes: [{ changeId, order }] });
      const [result] = (await read(step, response, 202, sent)).results;
      if (result.status === 'accepted') return 'accepted';
      const pointers = result.problems?.map(({ pointer }) => pointer) ?? [];
      if (pointers.every((pointer) => pointer === '/changes/0/changeId')) return 'taken';
      throw new CanaryFailed(`${step}: rejected for ${pointers.join(', ')}`);
    },

    async whenEffective(changeId) {
      const step = 'asking what became of a change';
      const answer = await read(step, await call(step, 'GET', `/v1/list-changes/${changeId}`), 200, receipt);
      if (answer.status === 'queued') return undefined;
      const { status, effectiveAt } = answer;
      if (status !== 'applied' || effectiveAt === undefined) {
        throw new CanaryFailed(`${step}: it is ${status}`);
      }
      return Date.parse(effectiveAt);
    },

    async releaseIfThere(orderId) {
      const step = 'releasing what an earlier run left behind';
      const response = await call(step, 'POST', `/v1/orders/${orderId}/release`, { endReason: 'performed' });
      await response.body?.cancel();
      if (response.status === 202) return 'released';
      if (response.status === 404 || response.status === 409) return 'nothing-to-release';
      throw new CanaryFailed(`${step}: answered ${response.status}`);
    },

    async acknowledgeNotices() {
      const step = 'acknowledging notices';
      const path = `/v1/notices?state=unacknowledged&limit=${NOTICES_A_PAGE}`;
      const page = await read(step, await call(step, 'GET', path), 200, notices);
      for (const { noticeId } of page.notices) {
        const response = await call(step, 'POST', `/v1/notices/${noticeId}/acknowledge`);
        await response.body?.cancel();
        if (response.status !== 204) throw new CanaryFailed(`${step}: answered ${response.status}`);
      }
      return page.notices.length;
    },
  };
}
