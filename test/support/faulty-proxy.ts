import { once } from 'node:events';
import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** How the engine behind the proxy seems to behave. */
export type Mood =
  | 'well'
  /** Takes the request and never answers. */
  | 'hanging'
  /** Answers, but each time after so long. */
  | { readonly slowMs: number }
  | 'throttling'
  | 'failing'
  /** Breaks the connection. */
  | 'resetting';

export interface FaultyProxy {
  readonly endpoint: string;
  mood: Mood;
  /** Operations asked for since `forget`, by the name after the dot of `X-Amz-Target`, or method for S3. */
  operations(): readonly string[];
  forget(): void;
  close(): Promise<void>;
}

/** Stands before an engine of AWS's HTTP interfaces and spoils its behaviour as a test wishes. */
export async function startFaultyProxy(target: string): Promise<FaultyProxy> {
  const { hostname, port } = new URL(target);
  let operations: string[] = [];
  const proxy: FaultyProxy = {
    endpoint: '',
    mood: 'well',
    operations: () => operations,
    forget() {
      operations = [];
    },
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
  const server = createServer((incoming, outgoing) => {
    const name = incoming.headers['x-amz-target'];
    operations.push(typeof name === 'string' ? (name.split('.')[1] as string) : (incoming.method as string));
    const forward = () => pass(incoming, outgoing, hostname, Number(port));
    switch (proxy.mood) {
      case 'well':
        forward();
        return;
      case 'hanging':
        incoming.resume();
        return;
      case 'resetting':
        incoming.socket.destroy();
        return;
      case 'failing':
        answer(outgoing, 500, 'InternalServerError');
        return;
      case 'throttling':
        answer(outgoing, 400, 'ProvisionedThroughputExceededException');
        return;
      default:
        setTimeout(forward, proxy.mood.slowMs);
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return Object.assign(proxy, { endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}` });
}

function pass(incoming: IncomingMessage, outgoing: ServerResponse, hostname: string, port: number): void {
  const { method, url, headers } = incoming;
  const onward = request({ hostname, port, method, path: url, headers }, (response) => {
    outgoing.writeHead(response.statusCode as number, response.headers);
    response.pipe(outgoing);
  });
  onward.on('error', () => outgoing.destroy());
  outgoing.on('close', () => onward.destroy());
  incoming.pipe(onward);
}

function answer(outgoing: ServerResponse, status: number, type: string): void {
  outgoing.writeHead(status, { 'content-type': 'application/x-amz-json-1.0' });
  outgoing.end(JSON.stringify({ __type: `com.amazonaws.dynamodb.v20120810#${type}`, message: 'spoilt' }));
}
