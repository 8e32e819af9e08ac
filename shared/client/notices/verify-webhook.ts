import { createHmac, timingSafeEqual } from 'node:crypto';
import { InvalidWebhook } from '../errors.ts';
import { isListOf, isObject, isText } from '../guards.ts';

/** What a verified webhook says. */
export type WebhookEvent =
  | {
      /** These denials no longer hold: ask again. */
      readonly kind: 'denials.lifted';
      /** The same at every delivery: do the work once for it. */
      readonly webhookId: string;
      readonly noticeId: string;
      readonly decisionIds: readonly string[];
      readonly createdAt: string;
    }
  /** A kind that a newer service sends: answer 2xx and pass over it. */
  | { readonly kind: 'other'; readonly webhookId: string; readonly type: string };

export interface VerifyOptions {
  /** Epoch milliseconds; now unless told. */
  readonly nowMs?: number;
  /** How far the time of sending may lie from now, either way: five minutes unless told. */
  readonly toleranceMs?: number;
}

/** Headers as Node's `http` gives them or as the Fetch API does. */
export type WebhookHeaders = Headers | { readonly [name: string]: string | readonly string[] | undefined };

const PREFIX = 'whsec_';
const TOLERANCE_MS = 300_000;

/**
 * Verifies a webhook by the Standard Webhooks scheme (HMAC-SHA-256 over id, time and body), in constant time. It is
 * written here because the scheme is one line of `node:crypto`, where the library of that name brings a SHA-256 in
 * JavaScript and a Base64 codec along; a test verifies each by the other.
 *
 * @param rawBody the body as it came: parsed and written again it no longer matches
 * @param secrets all that are valid now: during a rotation the old and the new one
 * @throws InvalidWebhook if it must not be believed: answer 400 then
 * @throws TypeError if there is no secret, or one that is none
 */
export function verifyWebhook(
  rawBody: string | Uint8Array,
  headers: WebhookHeaders,
  secrets: string | readonly string[],
  { nowMs = Date.now(), toleranceMs = TOLERANCE_MS }: VerifyOptions = {},
): WebhookEvent {
  const keys = (typeof secrets === 'string' ? [secrets] : secrets).map(keyOf);
  if (keys.length === 0) throw new TypeError('Give at least one webhook secret.');
  const webhookId = headerOf(headers, 'webhook-id');
  const timestamp = headerOf(headers, 'webhook-timestamp');
  const signatures = headerOf(headers, 'webhook-signature');
  if (!webhookId || !timestamp || !signatures) {
    throw new InvalidWebhook('The webhook lacks headers of Standard Webhooks.', 'missing-headers');
  }
  const sentAtMs = /^\d{1,12}$/.test(timestamp) ? Number(timestamp) * 1_000 : Number.NaN;
  if (!(Math.abs(nowMs - sentAtMs) <= toleranceMs)) {
    throw new InvalidWebhook(
      'The webhook was sent at another time: it may be a replay.',
      'outside-tolerance',
    );
  }
  const body = typeof rawBody === 'string' ? Buffer.from(rawBody, 'utf8') : Buffer.from(rawBody);
  const given = signatures
    .split(' ')
    .flatMap((one) => (one.startsWith('v1,') ? [Buffer.from(one.slice(3))] : []));
  const isSigned = keys
    .map((key) => signatureOf(key, webhookId, timestamp, body))
    // Every pair is compared, so that the time does not tell which secret was right.
    .map((expected) => given.filter((one) => isEqual(one, expected)).length > 0)
    .includes(true);
  if (!isSigned) throw new InvalidWebhook('No signature of the webhook matches.', 'no-matching-signature');
  return readEvent(body.toString('utf8'), webhookId);
}

function keyOf(secret: string): Buffer {
  const encoded = secret.startsWith(PREFIX) ? secret.slice(PREFIX.length) : secret;
  const key = /^[A-Za-z0-9+/]+={0,2}$/.test(encoded) ? Buffer.from(encoded, 'base64') : Buffer.alloc(0);
  if (key.length === 0) throw new TypeError('A webhook secret is "whsec_" and Base64.');
  return key;
}

function signatureOf(key: Buffer, id: string, timestamp: string, body: Buffer): Buffer {
  const hmac = createHmac('sha256', key).update(`${id}.${timestamp}.`).update(body);
  return Buffer.from(hmac.digest('base64'));
}

function isEqual(one: Buffer, other: Buffer): boolean {
  return one.length === other.length && timingSafeEqual(one, other);
}

function headerOf(headers: WebhookHeaders, name: string): string | undefined {
  if (headers instanceof Headers) return headers.get(name) ?? undefined;
  const value = Object.entries(headers).find(([own]) => own.toLowerCase() === name)?.[1];
  return typeof value === 'string' ? value : value?.[0];
}

function readEvent(text: string, webhookId: string): WebhookEvent {
  const malformed = () =>
    new InvalidWebhook('The webhook is signed, but not in the form of the service.', 'malformed-payload');
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw malformed();
  }
  if (!isObject(json) || !isText(json.type)) throw malformed();
  if (json.type !== 'denials.lifted') return { kind: 'other', webhookId, type: json.type };
  const { data, timestamp } = json;
  if (
    !isObject(data) ||
    !isText(data.noticeId) ||
    !isListOf(data.decisionIds, isText) ||
    !isText(timestamp)
  ) {
    throw malformed();
  }
  return {
    kind: 'denials.lifted',
    webhookId,
    noticeId: data.noticeId,
    decisionIds: data.decisionIds,
    createdAt: timestamp,
  };
}
