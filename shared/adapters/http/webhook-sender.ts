import { type IncomingMessage, type RequestOptions, request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import { isIP, type LookupFunction } from 'node:net';
import type { SendFailure, WebhookAnswer, WebhookSender } from '../../notices/ports.ts';
import { currentHop } from '../../runtime/hop.ts';
import { formatTraceparent, traceForReceiver } from '../../tracing/trace-context.ts';
import { type ResolveName, resolveByDns, resolveReceiver } from './resolve-receiver.ts';
import { signatureHeaders } from './sign-webhook.ts';
import { hostOf, judgeWebhookUrl } from './webhook-url.ts';

export interface WebhookSenderOptions {
  /** Whether this machine itself may be a receiver, over plain HTTP too. */
  readonly loopback: 'allow' | undefined;
  /** For the whole exchange, from looking up the name to the end of the answer. */
  readonly limitMs: number;
  /** Certificates to trust instead of the well-known authorities. */
  readonly trust?: string | Buffer;
  readonly resolveName?: ResolveName;
}

/** What a receiver answers is not needed; so much is read, so that it can end its answer, and dropped. */
const MAX_ANSWER_BYTES = 4_096;

const MAX_HEADER_BYTES = 8_192;

/**
 * Sends webhooks: POST over HTTPS with a verified certificate, signed by Standard Webhooks, to addresses that were
 * judged and to no others, without following redirects, on a connection of its own.
 */
export function createWebhookSender(options: WebhookSenderOptions): WebhookSender {
  const { loopback, limitMs, resolveName = resolveByDns } = options;
  return {
    async send(webhook) {
      // Judged when it was set; the rules may have changed since.
      const judgement = judgeWebhookUrl(webhook.url, loopback);
      if (judgement.kind === 'invalid') return failed('address-not-allowed');
      const url = new URL(judgement.url);
      const headers = {
        'content-type': 'application/json',
        'content-length': String(Buffer.byteLength(webhook.body)),
        'user-agent': 'consumption-check-notices/1',
        ...traceHeader(webhook.noticeId),
        ...signatureHeaders(webhook),
      };
      const limit = new AbortController();
      const timer = setTimeout(() => limit.abort(), limitMs);
      try {
        const receiver = await beforeAbort(resolveReceiver(url, loopback, resolveName), limit.signal);
        if (!receiver) return failed('timeout');
        if (receiver.kind !== 'allowed') return failed(receiver.kind);
        return await post(url, receiver.addresses, headers, webhook.body, options.trust, limit.signal);
      } finally {
        clearTimeout(timer);
      }
    },
  };
}

/** A look-up of a name cannot be broken off, so it is left behind when the time is up. */
async function beforeAbort<T>(work: Promise<T>, signal: AbortSignal): Promise<T | undefined> {
  const aborted = Promise.withResolvers<undefined>();
  signal.addEventListener('abort', () => aborted.resolve(undefined), { once: true });
  return await Promise.race([work, aborted.promise]);
}

function post(
  url: URL,
  addresses: readonly string[],
  headers: Readonly<Record<string, string>>,
  body: string,
  trust: string | Buffer | undefined,
  signal: AbortSignal,
): Promise<WebhookAnswer> {
  const host = hostOf(url);
  const options: RequestOptions & Parameters<typeof requestHttps>[1] = {
    method: 'POST',
    headers,
    agent: false,
    lookup: pinnedTo(addresses),
    maxHeaderSize: MAX_HEADER_BYTES,
    signal,
    // Said, so that no variable of the environment can say otherwise.
    rejectUnauthorized: true,
    minVersion: 'TLSv1.2',
    ...(isIP(host) === 0 ? { servername: host } : {}),
    ...(trust === undefined ? {} : { ca: trust }),
  };
  return new Promise((resolve) => {
    const request = url.protocol === 'https:' ? requestHttps(url, options) : requestHttp(url, options);
    let isHandshaking = false;
    let answer: WebhookAnswer | undefined;
    request.on('socket', (socket) => {
      socket.once('connect', () => {
        isHandshaking = url.protocol === 'https:';
      });
      socket.once('secureConnect', () => {
        isHandshaking = false;
      });
    });
    const broken = () => {
      if (answer) resolve(answer);
      else if (signal.aborted) resolve(failed('timeout'));
      else resolve(failed(isHandshaking ? 'tls' : 'refused'));
    };
    request.on('error', broken);
    // A switch to another protocol, which nobody asked for, ends the connection without an error.
    request.on('close', broken);
    request.on('response', (response) => {
      const settled = answerOf(response);
      answer = settled;
      drop(response, () => resolve(settled));
    });
    request.end(body);
  });
}

function answerOf({ statusCode: status = 0, headers }: IncomingMessage): WebhookAnswer {
  const retryAfter = headers['retry-after'];
  return { kind: 'answered', status, ...(retryAfter === undefined ? {} : { retryAfter }) };
}

/**
 * Reads an answer's body until it ends, is too long, or the time is up. The status was said before, so that a body
 * breaks off changes nothing.
 */
function drop(response: IncomingMessage, done: () => void): void {
  let bytes = 0;
  response.on('data', (chunk: Buffer) => {
    bytes += chunk.byteLength;
    if (bytes > MAX_ANSWER_BYTES) response.destroy();
  });
  response.on('error', done);
  response.on('close', done);
}

/** Connects to judged addresses whatever the name would resolve to now. */
function pinnedTo(addresses: readonly string[]): LookupFunction {
  const all = addresses.map((address) => ({ address, family: isIP(address) }));
  return (_hostname, { all: wantsAll }, callback) => {
    const [first] = all;
    if (wantsAll || !first) callback(null, all);
    else callback(null, first.address, first.family);
  };
}

/** So that the receiver's log lines can be found beside ours; not signed, as it says nothing of the notice. */
function traceHeader(noticeId: string): { readonly traceparent?: string } {
  const hop = currentHop();
  return hop ? { traceparent: formatTraceparent(traceForReceiver(hop.trace, noticeId)) } : {};
}

function failed(failure: SendFailure): WebhookAnswer {
  return { kind: 'failed', failure };
}
