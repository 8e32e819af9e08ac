import { setTimeout as pause } from 'node:timers/promises';
import { SendMessageBatchCommand, type SQSClient } from '@aws-sdk/client-sqs';
import { inParallel } from '../../concurrency/in-parallel.ts';
import { DependencyUnavailable } from '../../contracts/problem.ts';
import type { ChangeLane, ChangeQueue } from '../../orders/ports.ts';
import { writeQueuedChange } from '../../orders/queued-change.ts';
import { divideIntoBatches } from './batches.ts';
import { bytesOf, hopAttributes } from './hop-attributes.ts';

export interface ChangeQueueSettings {
  readonly client: SQSClient;
  readonly queueUrls: Readonly<Record<ChangeLane, string>>;
}

const BATCHES_AT_ONCE = 4;

/** A batch can be taken in part; what was refused is sent so often in all, with a pause that doubles. */
const MAX_ROUNDS = 4;
const FIRST_PAUSE_MS = 50;

/** The two lanes as standard queues: the versions in the data order changes, so nothing is asked of the queue. */
export function createSqsChangeQueue({ client, queueUrls }: ChangeQueueSettings): ChangeQueue {
  async function sendOnce(queueUrl: string, bodies: readonly string[]): Promise<string[]> {
    const MessageAttributes = hopAttributes();
    const entries = bodies.map((MessageBody, index) => ({
      Id: String(index),
      MessageBody,
      MessageAttributes,
    }));
    const { Failed } = await client.send(
      new SendMessageBatchCommand({ QueueUrl: queueUrl, Entries: entries }),
    );
    return (Failed ?? []).map(({ Id }) => bodies[Number(Id)] as string);
  }

  async function sendBatch(queueUrl: string, bodies: readonly string[]): Promise<void> {
    let left = await sendOnce(queueUrl, bodies);
    for (let rounds = 1; left.length > 0 && rounds < MAX_ROUNDS; rounds++) {
      await pause(FIRST_PAUSE_MS * 2 ** (rounds - 1));
      left = await sendOnce(queueUrl, left);
    }
    if (left.length > 0) throw new DependencyUnavailable('sqs', 'the queue refused a part of the changes');
  }

  return {
    async send(lane, changes) {
      const batches = divideIntoBatches(changes.map(writeQueuedChange), bytesOf(hopAttributes()));
      try {
        await inParallel(batches, BATCHES_AT_ONCE, (batch) => sendBatch(queueUrls[lane], batch));
      } catch (error) {
        if (error instanceof DependencyUnavailable) throw error;
        throw new DependencyUnavailable('sqs', `sending changes to the lane of ${lane} failed`, error);
      }
    },
  };
}
