import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { Webhook } from 'standardwebhooks';
import { describe, expect, test, vi } from 'vitest';
import { signatureHeaders } from '../../../shared/adapters/http/sign-webhook.ts';
import { InvalidWebhook, verifyWebhook } from '../../../shared/client/index.ts';
import type { DecisionId, NoticeId } from '../../../shared/contracts/ids.ts';
import { noticePayload } from '../../../shared/notices/payload.ts';

const NOW = Date.parse('2026-11-24T08:00:00+08:00');
const newSecret = () => `whsec_${randomBytes(24).toString('base64')}`;
const [OLD, NEW, OTHER] = [newSecret(), newSecret(), newSecret()];
const noticeId = 'ntc_1' as NoticeId;
const body = noticePayload({
  noticeId,
  decisionIds: ['dec_1', 'dec_2'] as string[] as DecisionId[],
  createdAtMs: NOW - 5_000,
});

/** As the service signs it. */
const sent = (secrets: readonly string[], sentAtMs = NOW, text = body) =>
  signatureHeaders({ noticeId, sentAtMs, secrets, body: text });
const verify = (
  headers: Parameters<typeof verifyWebhook>[1],
  secrets: string | string[],
  text: string | Uint8Array = body,
) => verifyWebhook(text, headers, secrets, { nowMs: NOW });
const faultOf = (work: () => unknown) => {
  try {
    work();
  } catch (error) {
    expect(error).toBeInstanceOf(InvalidWebhook);
    return (error as InvalidWebhook).fault;
  }
  return undefined;
};

describe('a webhook of the service', () => {
  test('is believed and read', () => {
    expect(verify(sent([NEW]), NEW)).toEqual({
      kind: 'denials.lifted',
      webhookId: 'ntc_1',
      noticeId: 'ntc_1',
      decisionIds: ['dec_1', 'dec_2'],
      createdAt: '2026-11-24T07:59:55.000+08:00',
    });
  });

  test('is believed with either secret while one is being replaced', () => {
    for (const secrets of [[OLD], [NEW], [OTHER, OLD], [NEW, OTHER]]) {
      expect(verify(sent([NEW, OLD]), secrets).kind).toBe('denials.lifted');
    }
    expect(verify(sent([OLD]), [NEW, OLD]).kind).toBe('denials.lifted');
  });

  test('is read from headers and bodies of any library', () => {
    const headers = sent([NEW]);
    const capital = Object.fromEntries(
      Object.entries(headers).map(([name, value]) => [name.toUpperCase(), [value]]),
    );
    expect(verify(new Headers(headers), NEW).kind).toBe('denials.lifted');
    expect(verify(capital, NEW).kind).toBe('denials.lifted');
    expect(verify(headers, NEW, Buffer.from(body)).kind).toBe('denials.lifted');
    expect(verify(headers, NEW, new Uint8Array(Buffer.from(body))).kind).toBe('denials.lifted');
  });

  test('of a newer kind is passed on as such', () => {
    const text = JSON.stringify({ type: 'policy.changed', timestamp: 'x', data: {} });
    expect(verify(sent([NEW], NOW, text), NEW, text)).toEqual({
      kind: 'other',
      webhookId: 'ntc_1',
      type: 'policy.changed',
    });
  });

  test.each(['', '[]', '{"type":7}', '{"type":"denials.lifted","data":{}}', 'not JSON'])(
    'that is signed but not in form is refused: %s',
    (text) => {
      expect(faultOf(() => verify(sent([NEW], NOW, text), NEW, text))).toBe('malformed-payload');
    },
  );
});

describe('what is not of the service is refused', () => {
  test.each(['webhook-id', 'webhook-timestamp', 'webhook-signature'])('without %s', (name) => {
    expect(faultOf(() => verify({ ...sent([NEW]), [name]: undefined }, NEW))).toBe('missing-headers');
  });

  test.each([
    [-301_000, 'outside-tolerance'],
    [-299_000, undefined],
    [299_000, undefined],
    [301_000, 'outside-tolerance'],
  ])('sent %d ms from now', (offsetMs, fault) => {
    expect(faultOf(() => verify(sent([NEW], NOW + offsetMs), NEW))).toBe(fault);
  });

  test.each(['', 'soon', '-1', '1e9', '0x10', '1764000000.5'])('sent at "%s"', (timestamp) => {
    expect(faultOf(() => verify({ ...sent([NEW]), 'webhook-timestamp': timestamp }, NEW))).toMatch(
      /missing|outside/,
    );
  });

  test('signed with another secret, by another scheme, or with a piece of the signature', () => {
    const headers = sent([NEW]);
    const signature = headers['webhook-signature'];
    for (const changed of [
      sent([OTHER])['webhook-signature'],
      signature.replace('v1,', 'v1a,'),
      signature.slice(0, -4),
      'v1,',
      'v1',
      ' ',
    ]) {
      expect(faultOf(() => verify({ ...headers, 'webhook-signature': changed }, NEW))).toBe(
        'no-matching-signature',
      );
    }
  });

  test('with any change to its body, id or time', () => {
    fc.assert(
      fc.property(fc.nat(body.length - 1), fc.string({ minLength: 1, maxLength: 1 }), (at, character) => {
        fc.pre(body[at] !== character);
        const changed = body.slice(0, at) + character + body.slice(at + 1);
        expect(faultOf(() => verify(sent([NEW]), NEW, changed))).toBe('no-matching-signature');
      }),
      { numRuns: 100 },
    );
    const headers = sent([NEW]);
    const later = String(Number(headers['webhook-timestamp']) + 1);
    expect(faultOf(() => verify({ ...headers, 'webhook-id': 'ntc_2' }, NEW))).toBe('no-matching-signature');
    expect(faultOf(() => verify({ ...headers, 'webhook-timestamp': later }, NEW))).toBe(
      'no-matching-signature',
    );
  });

  test.each([[], '', 'whsec_', 'whsec_not base64!'])('without a secret worth the name: %j', (secrets) => {
    expect(() => verify(sent([NEW]), secrets)).toThrow(TypeError);
  });
});

describe('the library of Standard Webhooks', () => {
  test('verifies and is verified, over any text', () => {
    vi.useFakeTimers({ now: NOW, toFake: ['Date'] });
    try {
      fc.assert(
        fc.property(
          fc.string({ unit: 'grapheme' }),
          fc.uint8Array({ minLength: 1, maxLength: 64 }),
          (text, key) => {
            const secret = `whsec_${Buffer.from(key).toString('base64')}`;
            const payload = JSON.stringify({ type: 'test', text });
            const signature = new Webhook(secret).sign('msg_1', new Date(NOW), payload);
            const headers = {
              'webhook-id': 'msg_1',
              'webhook-timestamp': String(NOW / 1_000),
              'webhook-signature': signature,
            };
            expect(verify(headers, secret, payload)).toEqual({
              kind: 'other',
              webhookId: 'msg_1',
              type: 'test',
            });
            expect(new Webhook(secret).verify(payload, headers)).toEqual(JSON.parse(payload));
            const spoilt = `${payload} `;
            expect(faultOf(() => verify(headers, secret, spoilt))).toBe('no-matching-signature');
            expect(() => new Webhook(secret).verify(spoilt, headers)).toThrow();
          },
        ),
        { numRuns: 50 },
      );
    } finally {
      vi.useRealTimers();
    }
  });
});
