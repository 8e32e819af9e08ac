import type { RequestListener } from 'node:http';
import { createServer, type Server } from 'node:net';
import { Webhook } from 'standardwebhooks';
import { afterEach, describe, expect, test } from 'vitest';
import type { ResolveName } from '../../../shared/adapters/http/resolve-receiver.ts';
import {
  createWebhookSender,
  type WebhookSenderOptions,
} from '../../../shared/adapters/http/webhook-sender.ts';
import type { NoticeId } from '../../../shared/contracts/ids.ts';
import type { OutgoingWebhook } from '../../../shared/notices/ports.ts';
import {
  EXPIRED_CERTIFICATE,
  RECEIVER_CERTIFICATE,
  RECEIVER_KEY,
} from '../../fixtures/receiver-certificates.ts';
import { startWebhookReceiver, type WebhookReceiver } from '../../support/webhook-receiver.ts';

const secretOf = (byte: number) => `whsec_${Buffer.alloc(32, byte).toString('base64')}`;

const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  await Promise.all(closing.splice(0).map((close) => close()));
});

async function receiver(
  answer: RequestListener,
  tls?: { key: string; cert: string },
): Promise<WebhookReceiver> {
  const started = await startWebhookReceiver(answer, tls);
  closing.push(() => started.close());
  return started;
}

const ok: RequestListener = (_request, response) => {
  response.writeHead(204).end();
};

/** Sends from a machine that allows itself as a receiver. */
function sender(options: Partial<WebhookSenderOptions> = {}) {
  return createWebhookSender({ loopback: 'allow', limitMs: 5_000, ...options });
}

function webhook(url: string, changes: Partial<OutgoingWebhook> = {}): OutgoingWebhook {
  return {
    url,
    noticeId: 'ntc_1' as NoticeId,
    sentAtMs: Date.now(),
    secrets: [secretOf(1)],
    body: '{"type":"denials.lifted"}',
    ...changes,
  };
}

/** A name server that knows one name, and counts how often it is asked. */
function names(...answers: readonly (readonly string[])[]): { resolveName: ResolveName; asked(): number } {
  let asked = 0;
  return {
    resolveName: async () => answers[Math.min(asked++, answers.length - 1)] as readonly string[],
    asked: () => asked,
  };
}

const atHome = (port: number, path = '/') => `http://127.0.0.1:${port}${path}`;

describe('a webhook', () => {
  test('is a POST of the body as it is, with the headers of Standard Webhooks, which its library accepts', async () => {
    const { port, received } = await receiver(ok);
    const sent = webhook(atHome(port, '/notices?from=court'), { body: '{"text":"解除"}' });
    expect(await sender().send(sent)).toEqual({ kind: 'answered', status: 204 });
    expect(received).toHaveLength(1);
    const [{ method, path, headers, body }] = received as [WebhookReceiver['received'][number]];
    expect({ method, path, body }).toEqual({ method: 'POST', path: '/notices?from=court', body: sent.body });
    expect(headers['content-type']).toBe('application/json');
    expect(headers['webhook-id']).toBe('ntc_1');
    expect(headers['webhook-timestamp']).toBe(String(Math.floor(sent.sentAtMs / 1_000)));
    const verified = new Webhook(secretOf(1)).verify(body, headers as Record<string, string>);
    expect(verified).toEqual({ text: '解除' });
  });

  test('carries a signature for each secret, so that a receiver may know the old one or the new one', async () => {
    const { port, received } = await receiver(ok);
    await sender().send(webhook(atHome(port), { secrets: [secretOf(1), secretOf(2)] }));
    const { headers, body } = received[0] as WebhookReceiver['received'][number];
    expect(headers['webhook-signature']).toMatch(/^v1,\S+ v1,\S+$/);
    const verify = (secret: string) => new Webhook(secret).verify(body, headers as Record<string, string>);
    expect(verify(secretOf(1))).toEqual(verify(secretOf(2)));
    expect(() => verify(secretOf(3))).toThrow('No matching signature');
  });

  test.each([200, 299, 400, 410, 429, 500])('that is answered %i has that answer', async (status) => {
    const { port } = await receiver((_request, response) => {
      response.writeHead(status, status === 429 ? { 'retry-after': '7' } : {}).end('{}');
    });
    expect(await sender().send(webhook(atHome(port)))).toEqual({
      kind: 'answered',
      status,
      ...(status === 429 ? { retryAfter: '7' } : {}),
    });
  });

  test('follows no redirect, wherever it leads', async () => {
    const inner = await receiver(ok);
    for (const status of [301, 302, 303, 307, 308]) {
      const outer = await receiver((_request, response) => {
        response.writeHead(status, { location: atHome(inner.port) }).end();
      });
      expect(await sender().send(webhook(atHome(outer.port)))).toEqual({ kind: 'answered', status });
    }
    expect(inner.received).toEqual([]);
  });
});

describe('a receiver that is slow', () => {
  const limitMs = 200;

  test('has the time limit and no more: before its answer', async () => {
    const { port } = await receiver(() => {});
    const startedAtMs = performance.now();
    expect(await sender({ limitMs }).send(webhook(atHome(port)))).toEqual({
      kind: 'failed',
      failure: 'timeout',
    });
    expect(performance.now() - startedAtMs).toBeLessThan(limitMs + 1_000);
  });

  test('has the time limit and no more: after its status, which counts, when its body never ends', async () => {
    const { port } = await receiver((_request, response) => {
      response.writeHead(200);
      const drip = setInterval(() => response.write('.'), 20);
      response.on('close', () => clearInterval(drip));
    });
    const startedAtMs = performance.now();
    expect(await sender({ limitMs }).send(webhook(atHome(port)))).toEqual({ kind: 'answered', status: 200 });
    expect(performance.now() - startedAtMs).toBeLessThan(limitMs + 1_000);
  });

  test('has the time limit and no more: while its name is looked up', async () => {
    const slow = sender({ limitMs, resolveName: () => new Promise(() => {}) });
    expect(await slow.send(webhook('https://receiver.example'))).toEqual({
      kind: 'failed',
      failure: 'timeout',
    });
  });

  test('has the time limit and no more: during the handshake', async () => {
    const silent = await plainServer(() => {});
    const url = `https://127.0.0.1:${silent}`;
    expect(await sender({ limitMs }).send(webhook(url))).toEqual({ kind: 'failed', failure: 'timeout' });
  });
});

test('of a long answer a few kilobytes are read', async () => {
  let written = 0;
  const { port } = await receiver((_request, response) => {
    response.writeHead(200);
    const chunk = Buffer.alloc(16_384);
    const more = () => {
      while (!response.destroyed && written < 64 * 1_048_576 && response.write(chunk))
        written += chunk.length;
    };
    response.on('drain', more);
    more();
  });
  expect(await sender().send(webhook(atHome(port)))).toEqual({ kind: 'answered', status: 200 });
  expect(written).toBeLessThan(16 * 1_048_576);
});

describe('a connection', () => {
  test('that nobody takes is refused', async () => {
    const { port, close } = await startWebhookReceiver(ok);
    await close();
    expect(await sender().send(webhook(atHome(port)))).toEqual({ kind: 'failed', failure: 'refused' });
  });

  test('that breaks off before the answer is refused', async () => {
    const { port } = await receiver((request) => request.socket.destroy());
    expect(await sender().send(webhook(atHome(port)))).toEqual({ kind: 'failed', failure: 'refused' });
  });

  test('to something that switches to another protocol is refused', async () => {
    const switching = 'HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: other\r\n\r\n';
    const port = await plainServer((socket) => socket.write(switching));
    expect(await sender().send(webhook(atHome(port)))).toEqual({ kind: 'failed', failure: 'refused' });
  });

  test('to something that does not speak HTTP is refused', async () => {
    const port = await plainServer((socket) => socket.end('220 mail.example ESMTP\r\n'));
    expect(await sender().send(webhook(atHome(port)))).toEqual({ kind: 'failed', failure: 'refused' });
  });
});

describe('the certificate of a receiver', () => {
  const home = { resolveName: names(['127.0.0.1']).resolveName };
  const good = { key: RECEIVER_KEY, cert: RECEIVER_CERTIFICATE };

  test('that is trusted and names it is accepted', async () => {
    const { port, received } = await receiver(ok, good);
    const trusting = sender({ ...home, trust: RECEIVER_CERTIFICATE });
    expect(await trusting.send(webhook(`https://receiver.example:${port}/x`))).toMatchObject({ status: 204 });
    expect(received[0]?.headers.host).toBe(`receiver.example:${port}`);
  });

  test.each([
    ['is signed by itself', good, undefined, 'receiver.example'],
    ['names another host', good, RECEIVER_CERTIFICATE, 'another.example'],
    ['has expired', { ...good, cert: EXPIRED_CERTIFICATE }, EXPIRED_CERTIFICATE, 'receiver.example'],
  ])('that %s ends the exchange before anything is sent', async (_, tls, trust, host) => {
    const { port, received } = await receiver(ok, tls);
    const judging = sender({ ...home, ...(trust === undefined ? {} : { trust }) });
    expect(await judging.send(webhook(`https://${host}:${port}`))).toEqual({
      kind: 'failed',
      failure: 'tls',
    });
    expect(received).toEqual([]);
  });

  test('that is bad stays bad when the environment says that certificates do not matter', async () => {
    const { port, received } = await receiver(ok, good);
    const before = process.env.NODE_TLS_REJECT_UNAUTHORIZED;
    process.env.NODE_TLS_REJECT_UNAUTHORIZED = '0';
    try {
      const answer = await sender(home).send(webhook(`https://receiver.example:${port}`));
      expect(answer).toEqual({ kind: 'failed', failure: 'tls' });
      expect(received).toEqual([]);
    } finally {
      if (before === undefined) delete process.env.NODE_TLS_REJECT_UNAUTHORIZED;
      else process.env.NODE_TLS_REJECT_UNAUTHORIZED = before;
    }
  });

  test('is missing where no TLS is spoken', async () => {
    const { port } = await receiver(ok);
    const answer = await sender(home).send(webhook(`https://receiver.example:${port}`));
    expect(answer).toEqual({ kind: 'failed', failure: 'tls' });
  });
});

describe('the address of a receiver', () => {
  const notAllowed = { kind: 'failed', failure: 'address-not-allowed' };
  const deployed = (resolveName: ResolveName) => sender({ loopback: undefined, resolveName });

  test('is looked up once, and the connection goes there although the name has moved meanwhile', async () => {
    const { port, received } = await receiver(ok, { key: RECEIVER_KEY, cert: RECEIVER_CERTIFICATE });
    // A second look-up would lead to where nobody listens, or into a network of ours.
    const rebinding = names(['127.0.0.1'], ['10.0.0.1']);
    const trusting = sender({ resolveName: rebinding.resolveName, trust: RECEIVER_CERTIFICATE });
    const answer = await trusting.send(webhook(`https://receiver.example:${port}`));
    expect(answer).toMatchObject({ status: 204 });
    expect(rebinding.asked()).toBe(1);
    expect(received).toHaveLength(1);
  });

  test.each([
    '127.0.0.1',
    '10.1.2.3',
    '169.254.169.254',
    '::1',
    'fd00:ec2::254',
    '::ffff:10.0.0.1',
    '0.0.0.0',
  ])('that a name leads to is judged: %s', async (address) => {
    expect(await deployed(names([address]).resolveName).send(webhook('https://receiver.example'))).toEqual(
      notAllowed,
    );
  });

  test('is refused when one of several is', async () => {
    const both = names(['93.184.215.14', '10.0.0.1']).resolveName;
    expect(await deployed(both).send(webhook('https://receiver.example'))).toEqual(notAllowed);
  });

  test('of an internal service is refused for what is set to it in any notation', async () => {
    const nobody: ResolveName = () => Promise.reject(new Error('asked'));
    for (const host of [
      '10.0.0.1',
      '[::1]',
      '0x7f.1',
      '2130706433',
      '[::ffff:169.254.169.254]',
      'localhost',
    ]) {
      expect(await deployed(nobody).send(webhook(`https://${host}/`))).toEqual(notAllowed);
    }
  });

  test('is this machine only where that is allowed, and then no other inner one', async () => {
    const { port } = await receiver(ok);
    const url = `http://localhost:${port}`;
    const home = names(['127.0.0.1']).resolveName;
    expect(await deployed(home).send(webhook(url))).toEqual(notAllowed);
    expect(await sender({ resolveName: home }).send(webhook(url))).toMatchObject({ status: 204 });
    const inner = names(['192.168.0.1']).resolveName;
    expect(await sender({ resolveName: inner }).send(webhook(url))).toEqual(notAllowed);
  });

  test('on the internet is never spoken to without TLS, even if localhost leads there', async () => {
    const away = names(['93.184.215.14']).resolveName;
    expect(await sender({ resolveName: away }).send(webhook('http://localhost:80'))).toEqual(notAllowed);
  });

  test('that cannot be had is no address', async () => {
    const unresolved = { kind: 'failed', failure: 'unresolved' };
    const failing: ResolveName = () => Promise.reject(new Error('ENOTFOUND'));
    expect(await deployed(failing).send(webhook('https://receiver.example'))).toEqual(unresolved);
    expect(await deployed(names([]).resolveName).send(webhook('https://receiver.example'))).toEqual(
      unresolved,
    );
  });
});

/** A TCP server without a protocol, on a free port. */
async function plainServer(serve: Parameters<typeof createServer>[1] & object): Promise<number> {
  const server: Server = createServer(serve);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closing.push(async () => server.close());
  return (server.address() as { port: number }).port;
}
