import { once } from 'node:events';
import { Agent, get, type IncomingMessage } from 'node:http';
import { expect, onTestFinished, test } from 'vitest';
import { startHttpServer } from '../../../infra/local/http-server.ts';

async function start() {
  const server = await startHttpServer('127.0.0.1', 0);
  onTestFinished(() => server.close(0));
  return server;
}

test('until the service is ready, requests are answered with 503 and when to try again', async () => {
  const server = await start();
  const response = await fetch(`${server.url}/v1/checks`);
  expect(response.status).toBe(503);
  expect(response.headers.get('retry-after')).toBe('1');
  expect(response.headers.get('content-type')).toBe('application/problem+json');
  server.serve(() => Response.json({ status: 'ok' }));
  expect(await (await fetch(`${server.url}/health`)).json()).toEqual({ status: 'ok' });
});

test('closing lets the request at work finish and takes no new one', async () => {
  const server = await start();
  const begun = Promise.withResolvers<void>();
  const finish = Promise.withResolvers<void>();
  server.serve(async () => {
    begun.resolve();
    await finish.promise;
    return new Response('done');
  });
  const answer = fetch(server.url).then((response) => response.text());
  await begun.promise;
  const closed = server.close(5_000);
  await expect(fetch(server.url)).rejects.toThrow();
  finish.resolve();
  expect(await answer).toBe('done');
  const from = performance.now();
  await closed;
  // The client would keep the connection for much longer.
  expect(performance.now() - from).toBeLessThan(1_000);
});

test('a request that does not finish is cut off when the grace is over', async () => {
  const server = await start();
  const begun = Promise.withResolvers<void>();
  server.serve(() => {
    begun.resolve();
    return new Promise<Response>(() => undefined);
  });
  const answer = fetch(server.url);
  answer.catch(() => undefined);
  await begun.promise;
  const from = performance.now();
  await server.close(100);
  expect(performance.now() - from).toBeLessThan(2_000);
  await expect(answer).rejects.toThrow();
});

test('requests after each other share a connection', async () => {
  const server = await start();
  server.serve(() => new Response('ok'));
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  onTestFinished(() => agent.destroy());
  const ports: (number | undefined)[] = [];
  for (let n = 0; n < 2; n += 1) {
    const request = get(server.url, { agent });
    const [response] = (await once(request, 'response')) as [IncomingMessage];
    ports.push(request.socket?.localPort);
    response.resume();
    await once(response, 'end');
  }
  expect(ports[0]).toBe(ports[1]);
});
