import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { InvalidWebhook, verifyWebhook, type WebhookEvent } from '../../../../shared/client/index.ts';

/** Far more than a notice has. */
const MAX_BYTES = 1_000_000;

export interface NoticeReceiver {
  readonly port: number;
  close(): Promise<void>;
}

/**
 * Takes webhooks: verifies the bytes as they came, answers within milliseconds, and hands the event on afterwards.
 *
 * @param secrets all that are valid now, looked up for each webhook, so that a rotation needs no restart
 */
export async function startNoticeReceiver(
  secrets: () => readonly string[],
  take: (event: WebhookEvent) => void,
  port = 0,
): Promise<NoticeReceiver> {
  const server = createServer(async (request, response) => {
    try {
      const event = verifyWebhook(await bytesOf(request), request.headers, secrets());
      response.writeHead(204).end();
      take(event);
    } catch (error) {
      // What was not sent by the service is refused for good; on a fault of ours it is sent again later.
      if (!response.headersSent) response.writeHead(error instanceof InvalidWebhook ? 400 : 500).end();
    }
  });
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

async function bytesOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > MAX_BYTES) throw new InvalidWebhook('The webhook is too long.', 'malformed-payload');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
