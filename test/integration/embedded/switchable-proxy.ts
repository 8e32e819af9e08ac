import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';

export interface SwitchableProxy {
  readonly endpoint: string;
  up(): Promise<void>;
  /** Breaks all connections and refuses new ones. */
  down(): Promise<void>;
}

/** Stands before an engine on an address of its own, so that the engine can be down and back. Starts down. */
export async function switchableProxy(target: string): Promise<SwitchableProxy> {
  const { port: targetPort } = new URL(target);
  const sockets = new Set<Socket>();
  const listen = async (port: number): Promise<Server> => {
    const server = createServer((client) => {
      const engine = connect(Number(targetPort), '127.0.0.1');
      for (const [from, to] of [
        [client, engine],
        [engine, client],
      ] as const) {
        sockets.add(from);
        from.pipe(to);
        from.on('error', () => to.destroy());
        from.on('close', () => sockets.delete(from));
      }
    });
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
    return server;
  };
  const close = async (server: Server): Promise<void> => {
    const closed = once(server, 'close');
    server.close();
    for (const socket of sockets) socket.destroy();
    await closed;
  };
  const first = await listen(0);
  const { port } = first.address() as AddressInfo;
  await close(first);
  let server: Server | undefined;
  return {
    endpoint: `http://127.0.0.1:${port}`,
    async up() {
      server ??= await listen(port);
    },
    async down() {
      if (server) await close(server);
      server = undefined;
    },
  };
}
