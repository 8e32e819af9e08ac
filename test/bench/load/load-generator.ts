import type { LoadReport } from '../rows/http.ts';
import { Connection } from './connection.ts';

/*
 * A process of its own that asks an HTTP server as fast as it answers, over 32 connections that stay open. The first
 * message gives the requests; each further one asks for a turn.
 */

const CONNECTIONS = 32;

interface Turn {
  readonly port: number;
  /** What every answer has to contain. */
  readonly expected: string;
  readonly ms: number;
}

const connectionsByPort = new Map<number, Connection[]>();
let requests: readonly Buffer[] = [];
let next = 0;

process.on('disconnect', () => process.exit());
process.on('message', (message: Turn | { readonly requests: readonly string[] }) => {
  if ('requests' in message) {
    requests = message.requests.map((text) => Buffer.from(text));
    process.send?.({});
  } else void run(message).then((report) => process.send?.(report));
});
process.send?.({});

async function run({ port, expected, ms }: Turn): Promise<LoadReport> {
  const connections = await connectionsTo(port);
  const timesUs: number[] = [];
  let wrong = 0;
  const startedAt = performance.now();
  const until = startedAt + ms;
  await Promise.all(
    connections.map(async (connection) => {
      for (let before = performance.now(); before < until; ) {
        const answer = await connection.ask(requests[next++ % requests.length] as Buffer);
        const after = performance.now();
        timesUs.push((after - before) * 1_000);
        if (!answer.startsWith('HTTP/1.1 200') || !answer.includes(expected)) wrong += 1;
        before = after;
      }
    }),
  );
  const elapsedUs = (performance.now() - startedAt) * 1_000;
  return { timesUs, calls: timesUs.length, elapsedUs, wrong };
}

async function connectionsTo(port: number): Promise<readonly Connection[]> {
  const open = connectionsByPort.get(port);
  if (open) return open;
  const opened = await Promise.all(Array.from({ length: CONNECTIONS }, () => Connection.open(port)));
  connectionsByPort.set(port, opened);
  return opened;
}
