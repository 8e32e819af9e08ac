import { once } from 'node:events';
import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What happens to a request, or to its answer, on the way. */
export type Fault =
  | 'none'
  /** Taken, and never answered. */
  | 'hang'
  /** The connection breaks before the service is asked. */
  | 'reset-before'
  /** The service is asked, and the connection breaks in the middle of its answer. */
  | 'reset-in-answer'
  /** The service is asked, and its answer stalls in the middle. */
  | 'stall-in-answer'
  /** The first half of the answer, under a length that says it is all. */
  | 'truncated'
  /** The answer under the name of another type. */
  | 'wrong-type'
  /** A page of a proxy, with 200. */
  | 'page'
  | { readonly status: number; readonly headers?: Readonly<Record<string, string>> }
  | { readonly delayMs: number }
  /** The answer, changed. */
  | { readonly rewrite: (body: string) => string };

export interface FaultyService {
  readonly url: string;
  /** Decides for each request; `path` without the query. */
  fault: (path: string, count: number) => Fault;
  /** Requests since `forget`. */
  requests(): readonly { readonly path: string; readonly headers: IncomingMessage['headers'] }[];
  forget(): void;
  close(): Promise<void>;
}

/** Stands between a client and the service and spoils what a network, a proxy or a failing service would spoil. */
export async function startFaultyService(target: string): Promise<FaultyService> {
  let requests: { path: string; headers: IncomingMessage['headers'] }[] = [];
  const service: FaultyService = {
    url: '',
    fault: () => 'none',
    requests: () => requests,
    forget() {
      requests = [];
    },
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
  const server = createServer((incoming, outgoing) => {
    const path = (incoming.url ?? '').split('?')[0] as string;
    requests.push({ path, headers: incoming.headers });
    spoil(service.fault(path, requests.length), incoming, outgoing, target);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return Object.assign(service, { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` });
}

function spoil(fault: Fault, incoming: IncomingMessage, outgoing: ServerResponse, target: string): void {
  if (fault === 'hang') {
    incoming.resume();
  } else if (fault === 'reset-before') {
    incoming.socket.destroy();
  } else if (fault === 'page') {
    outgoing.writeHead(200, { 'content-type': 'text/html' }).end('<p>{"results":[{"decision":"allow"}]}</p>');
  } else if (typeof fault === 'object' && 'status' in fault) {
    incoming.resume();
    outgoing.writeHead(fault.status, { 'content-type': 'text/plain', ...fault.headers }).end('out of order');
  } else if (typeof fault === 'object' && 'delayMs' in fault) {
    setTimeout(() => spoil('none', incoming, outgoing, target), fault.delayMs);
  } else {
    void forward(incoming, target).then(
      (answer) => deliver(fault, answer, outgoing),
      () => outgoing.destroy(),
    );
  }
}

interface Answer {
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  readonly body: Buffer;
}

async function forward(incoming: IncomingMessage, target: string): Promise<Answer> {
  const { hostname, port } = new URL(target);
  const { method, url: path, headers } = incoming;
  const onward = request({ hostname, port, method, path, headers });
  incoming.pipe(onward);
  const [response] = (await once(onward, 'response')) as [IncomingMessage];
  const chunks: Buffer[] = [];
  for await (const chunk of response) chunks.push(chunk as Buffer);
  return { status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(chunks) };
}

function deliver(fault: Fault, { status, headers, body }: Answer, outgoing: ServerResponse): void {
  const { 'transfer-encoding': _, connection: __, ...rest } = headers;
  const half = body.subarray(0, Math.floor(body.length / 2));
  const send = (bytes: Buffer, more: object = {}) =>
    outgoing.writeHead(status, { ...rest, 'content-length': bytes.length, ...more }).end(bytes);
  if (fault === 'reset-in-answer' || fault === 'stall-in-answer') {
    outgoing.writeHead(status, { ...rest, 'content-length': body.length });
    outgoing.write(half, () => {
      if (fault === 'reset-in-answer') outgoing.destroy();
    });
  } else if (fault === 'truncated') {
    send(half);
  } else if (fault === 'wrong-type') {
    send(body, { 'content-type': 'text/plain' });
  } else if (typeof fault === 'object' && 'rewrite' in fault) {
    send(Buffer.from(fault.rewrite(body.toString('utf8'))));
  } else if (status === 204) {
    outgoing.writeHead(204, rest).end();
  } else {
    send(body);
  }
}
