import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createAdaptorServer } from '@hono/node-server';
import { createEchoApp } from '../rows/echo-app.ts';
import { type Engines, startCheckService } from '../world/check-service.ts';

/*
 * A process of its own for the check API and the echo over HTTP. Apart from the Lambda handlers, since the server
 * package puts its own `Request` and `Response` in the place of Node's for the whole process.
 */

type Answer = (request: Request, bindings: object) => Response | Promise<Response>;

export interface HttpServers {
  readonly checkPort: number;
  readonly echoPort: number;
  readonly token: string;
}

const [engines, secretsFile] = process.argv.slice(2) as [string, string];
const { app, token } = await startCheckService(JSON.parse(engines) as Engines, secretsFile);
const echo = createEchoApp();
const ready: HttpServers = {
  checkPort: await listen((request, bindings) => app.fetch(request, bindings)),
  echoPort: await listen((request) => echo.fetch(request)),
  token,
};

process.on('disconnect', () => process.exit());
process.send?.(ready);

async function listen(fetch: Answer): Promise<number> {
  const server = createAdaptorServer({ fetch }) as Server;
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}
