import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createAdaptorServer } from '@hono/node-server';
import { CannotStart } from './data-folder.ts';

/** Answers a request; Hono applications have this as `fetch`. */
export type Answer = (request: Request, bindings: object) => Response | Promise<Response>;

export interface HttpServer {
  /** Where this machine reaches the service, such as `http://127.0.0.1:8787`. */
  readonly url: string;
  /** From now on requests are answered by this; until then with 503. */
  serve(answer: Answer): void;
  /** Takes no more connections and resolves when the requests at work are answered, or cut off after `graceMs`. */
  close(graceMs: number): Promise<void>;
}

/** Longer than clients keep an idle connection, so that none sends a request into a connection that is closing. */
const KEEP_ALIVE_MS = 65_000;
const SWEEP_MS = 20;

/**
 * Listens before the service is ready, so that a port that is taken is reported at once.
 *
 * @throws CannotStart if the port cannot be had.
 */
export async function startHttpServer(host: string, port: number): Promise<HttpServer> {
  let answer: Answer = notReady;
  const server = createAdaptorServer({
    fetch: (request, bindings) => answer(request, bindings),
    serverOptions: { keepAliveTimeout: KEEP_ALIVE_MS },
  }) as Server;
  await listen(server, host, port);
  const { port: actualPort } = server.address() as AddressInfo;
  return {
    url: `http://${reachable(host)}:${actualPort}`,
    serve(next) {
      answer = next;
    },
    async close(graceMs) {
      const closed = new Promise((resolve) => server.close(resolve));
      // A connection that was busy at the close is kept alive after its answer, so idle ones are closed again and again.
      const sweep = setInterval(() => server.closeIdleConnections(), SWEEP_MS);
      const cutOff = setTimeout(() => server.closeAllConnections(), graceMs);
      await closed;
      clearInterval(sweep);
      clearTimeout(cutOff);
    },
  };
}

function listen(server: Server, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => reject(explained(error, host, port)));
    server.listen(port, host, resolve);
  });
}

function explained(error: NodeJS.ErrnoException, host: string, port: number): CannotStart {
  if (error.code === 'EADDRINUSE') {
    return new CannotStart(
      `Port ${port} is in use. Stop the program that listens there, or choose another: PORT=${port + 1} npm start`,
      { cause: error },
    );
  }
  return new CannotStart(`Cannot listen on ${host}:${port} (${error.code ?? error.message}).`, {
    cause: error,
  });
}

/** A host that means "every interface" is no address to send a request to. */
function reachable(host: string): string {
  if (host === '0.0.0.0') return '127.0.0.1';
  if (host === '::') return '[::1]';
  return host.includes(':') ? `[${host}]` : host;
}

function notReady(): Response {
  return Response.json(
    {
      type: 'about:blank',
      title: 'Service Unavailable',
      status: 503,
      detail: 'The service is starting. Try again in a second.',
    },
    { status: 503, headers: { 'content-type': 'application/problem+json', 'retry-after': '1' } },
  );
}
