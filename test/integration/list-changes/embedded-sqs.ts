import { DeleteMessageCommand, type Message, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { startFauxqs } from 'fauxqs';
import type { ChangeLane } from '../../../shared/orders/ports.ts';

export interface EmbeddedSqs {
  readonly client: SQSClient;
  readonly queueUrls: Readonly<Record<ChangeLane, string>>;
  /** Receives up to ten messages of a lane; they stay until they are removed. */
  receive(lane: ChangeLane): Promise<readonly Message[]>;
  remove(lane: ChangeLane, message: Message): Promise<void>;
  close(): Promise<void>;
}

/** Starts an SQS engine in this process, in memory, on a free port, with an empty queue for each lane. */
export async function startEmbeddedSqs(): Promise<EmbeddedSqs> {
  const server = await startFauxqs({ port: 0, logger: false, host: '127.0.0.1' });
  const client = new SQSClient({
    endpoint: `http://127.0.0.1:${server.port}`,
    region: 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    maxAttempts: 1,
  });
  const queueUrls = {
    impositions: server.createQueue('impositions').queueUrl,
    releases: server.createQueue('releases').queueUrl,
  };
  return {
    client,
    queueUrls,
    async receive(lane) {
      const { Messages } = await client.send(
        new ReceiveMessageCommand({ QueueUrl: queueUrls[lane], MaxNumberOfMessages: 10 }),
      );
      return Messages ?? [];
    },
    async remove(lane, { ReceiptHandle }) {
      await client.send(new DeleteMessageCommand({ QueueUrl: queueUrls[lane], ReceiptHandle }));
    },
    async close() {
      client.destroy();
      await server.stop();
    },
  };
}
