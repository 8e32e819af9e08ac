import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { createRequire } from 'node:module';
import type { Engine } from './engine.ts';
import { listenOnLoopback } from './listen-on-loopback.ts';
import { upgradeTable } from './upgrade-table.ts';

/** dynalite ships no type declarations; this is all that is used of it. */
type Dynalite = (options: {
  readonly path: string;
  readonly createTableMs: number;
  readonly deleteTableMs: number;
}) => Server;

/** How long closing waits for requests that are being answered. */
const DRAIN_MS = 1_000;

/**
 * Starts dynalite (DynamoDB on LevelDB) in this process, on a free port of the loopback interface, with its data in
 * `folder`. A write that was acknowledged survives the end of the process, SIGKILL included: LevelDB has handed it to
 * the operating system by then.
 *
 * @throws Error if the port or the folder cannot be had.
 */
export async function startDynamoDbEngine(folder: string): Promise<Engine> {
  await upgradeTable(folder);
  // Loaded here, so that a run against DynamoDB elsewhere needs neither the time nor the native module.
  const dynalite: Dynalite = createRequire(import.meta.url)('dynalite');
  // A table is usable at once: a process killed between "creating" and "active" would leave it unusable for good.
  const server = dynalite({ path: folder, createTableMs: 0, deleteTableMs: 0 });
  const answering = guardRequests(server);
  const endpoint = await listenOnLoopback(server);
  return {
    endpoint,
    async close() {
      // A step of a request that meets a closed database throws where nobody can catch it, so requests end first.
      const giveUpAt = performance.now() + DRAIN_MS;
      while (answering.size > 0 && performance.now() < giveUpAt) await pause(5);
      const closed = new Promise<void>((resolve, reject) =>
        server.close((error) => (error ? reject(error) : resolve())),
      );
      server.closeAllConnections();
      await closed;
    },
  };
}

/**
 * Puts itself before dynalite's listener, which throws when a client breaks off in the middle of a request; as an
 * uncaught error that would end the whole service.
 *
 * @returns the requests that are not answered yet.
 */
function guardRequests(server: Server): ReadonlySet<IncomingMessage> {
  const answering = new Set<IncomingMessage>();
  const [answer] = server.listeners('request') as [
    (request: IncomingMessage, response: ServerResponse) => void,
  ];
  server.removeAllListeners('request');
  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    answering.add(request);
    response.once('close', () => answering.delete(request));
    answer(request, response);
    request.removeAllListeners('error');
    request.on('error', () => response.destroy());
  });
  return answering;
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
