import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test } from 'vitest';
import { CanaryFailed, createServiceApi } from '../../../functions/canary/service-api.ts';

test('the canary takes its credentials, its token and its orders nowhere else', async () => {
  const seen: string[] = [];
  const server = createServer((request, response) => {
    seen.push(request.url ?? '');
    response.writeHead(307, { location: '/elsewhere' }).end();
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const api = createServiceApi({
    url,
    tokenUrl: `${url}/oauth2/token`,
    credentials: async () => ({ clientId: 'canary', clientSecret: 'a secret' }),
    signal: AbortSignal.timeout(5_000),
  });
  try {
    await expect(api.check('999999190001010010')).rejects.toThrow(CanaryFailed);
    expect(seen).toEqual(['/oauth2/token']);
  } finally {
    server.closeAllConnections();
    server.close();
  }
});
