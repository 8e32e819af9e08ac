import { setTimeout as pause } from 'node:timers/promises';
import { SendMessageBatchCommand, type SQSClient } from '@aws-sdk/client-sqs';
import { DependencyUnavailable } from '../../contracts/problem.ts';
import { MAX_ALARM_DELAY_MS, type NoticeMessage, writeNoticeMessage } from '../../notices/notice-message.ts';
import type { NoticeDeadLetters, NoticeQueue } from '../../notices/ports.ts';
import { MAX_BATCH_ENTRIES } from './batches.ts';
import { hopAttributes } from './hop-attributes.ts';

/** A batch can be taken in part; what was refused is sent so often in all, with a pause that doubles. */
const MAX_ROUNDS = 4;
const FIRST_PAUSE_MS = 50;

/**
 * Alarms for deliveries, as messages that SQS holds back for up to 15 minutes. The group makes the queue a fair one:
 * an operator whose receiver is slow, and whose messages pile up, does not delay those of the others.
 */
export function createSqsNoticeQueue({
  client,
  queueUrl,
}: {
  readonly client: SQSClient;
  readonly queueUrl: string;
}): NoticeQueue {
  return {
    async send(messages, delayMs = 0) {
      const delaySeconds = Math.ceil(Math.min(delayMs, MAX_ALARM_DELAY_MS) / 1_000);
      for (let from = 0; from < messages.length; from += MAX_BATCH_ENTRIES) {
        await sendBatch(client, queueUrl, messages.slice(from, from + MAX_BATCH_ENTRIES), delaySeconds);
      }
    },
  };
}

/** Parked notices, as messages in the dead-letter queue of the notices' own queue. */
export function createSqsNoticeDeadLetters({
  client,
  queueUrl,
}: {
  readonly client: SQSClient;
  readonly queueUrl: string;
}): NoticeDeadLetters {
  return {
    put: (message) => sendBatch(client, queueUrl, [message], 0),
  };
}

async function sendBatch(
  client: SQSClient,
  queueUrl: string,
  messages: readonly NoticeMessage[],
  delaySeconds: number,
): Promise<void> {
  let left = messages;
  for (let rounds = 0; rounds < MAX_ROUNDS; rounds++) {
    if (rounds > 0) await pause(FIRST_PAUSE_MS * 2 ** (rounds - 1));
    left = await sendOnce(client, queueUrl, left, delaySeconds);
    if (left.length === 0) return;
  }
  throw new DependencyUnavailable('sqs', 'the queue refused a part of the notices');
}

/** @returns the messages that were refused. */
async function sendOnce(
  client: SQSClient,
  queueUrl: string,
  messages: readonly NoticeMessage[],
  delaySeconds: number,
): Promise<readonly NoticeMessage[]> {
  const attributes = hopAttributes();
  try {
    const { Failed } = await client.send(
      new SendMessageBatchCommand({
        QueueUrl: queueUrl,
        Entries: messages.map((message, index) => ({
          Id: String(index),
          MessageBody: writeNoticeMessage(message),
          MessageAttributes: attributes,
          MessageGroupId: message.operatorId,
          DelaySeconds: delaySeconds,
        })),
      }),
    );
    return (Failed ?? []).map(({ Id }) => messages[Number(Id)] as NoticeMessage);
  } catch (error) {
    throw new DependencyUnavailable('sqs', 'sending notices on their way failed', error);
  }
}
