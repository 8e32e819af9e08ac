import { setTimeout as pause } from 'node:timers/promises';
import {
  ChangeMessageVisibilityBatchCommand,
  DeleteMessageBatchCommand,
  type Message,
  ReceiveMessageCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import type { SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import { failedMessageIds } from './failed-messages.ts';
import type { LocalLogger } from './log-codes.ts';
import { MAX_RECEIVE_COUNT, type QueueAddress } from './resources.ts';
import { toSqsEvent } from './sqs-event.ts';

export interface QueuePollerOptions {
  readonly client: SQSClient;
  readonly queue: QueueAddress;
  /** The function's Lambda handler. */
  readonly handler: (event: SQSEvent) => Promise<SQSBatchResponse | undefined>;
  readonly logger: LocalLogger;
  /** How many batches the handler works on at the same time; 1 unless told. */
  readonly concurrentBatches?: number;
  /** How many messages the handler is given at most; 10 unless told, and never fewer. */
  readonly batchSize?: number;
  /** How long a message waits after its n-th failed delivery, in whole seconds, at least 1. */
  readonly retryDelaySeconds?: (receiveCount: number) => number;
}

export interface QueuePoller {
  /** Takes no more messages and resolves when the batches at work are done and acknowledged. */
  stop(): Promise<void>;
}

/** The most that SQS gives, deletes or puts back in one request. */
const MESSAGES_PER_REQUEST = 10;
/** Short, so that stopping needs to break off no poll: a message handed to a poll that is gone would be held back. */
const LONG_POLL_SECONDS = 1;
const FIRST_OUTAGE_PAUSE_MS = 200;
const LONGEST_OUTAGE_PAUSE_MS = 5_000;

/**
 * Does what Lambda's event source does: receives messages, invokes the handler with real-shaped events, deletes what
 * succeeded, and lets what failed come back after a growing delay until the queue parks it with the dead letters.
 * While the queue cannot be reached it tries again, at most 5 s apart, for as long as it takes.
 */
export function startQueuePoller(options: QueuePollerOptions): QueuePoller {
  const { client, queue, logger, concurrentBatches = 1, batchSize = MESSAGES_PER_REQUEST } = options;
  const stopping = new AbortController();
  const atWork = new Set<Promise<void>>();
  const finished = poll();
  return {
    async stop() {
      stopping.abort();
      await finished;
    },
  };

  async function poll(): Promise<void> {
    let outagePauseMs = 0;
    while (!stopping.signal.aborted) {
      try {
        const messages = await receive();
        if (outagePauseMs > 0) logger.info('queue.reachable-again', { queue: queue.name });
        outagePauseMs = 0;
        if (messages.length > 0) begin(messages);
        if (atWork.size >= concurrentBatches) await Promise.race(atWork);
      } catch (error) {
        if (outagePauseMs === 0) logger.warn('queue.unreachable', { queue: queue.name, error });
        outagePauseMs = Math.min(Math.max(outagePauseMs * 2, FIRST_OUTAGE_PAUSE_MS), LONGEST_OUTAGE_PAUSE_MS);
        await pause(outagePauseMs, undefined, { signal: stopping.signal }).catch(() => undefined);
      }
    }
    await Promise.all(atWork);
  }

  /** Waits for messages, and if there are many takes more of them, until the batch is full or no more are there. */
  async function receive(): Promise<readonly Message[]> {
    const first = await receiveOnce(LONG_POLL_SECONDS);
    if (first.length < MESSAGES_PER_REQUEST) return first;
    const further = Math.floor(batchSize / MESSAGES_PER_REQUEST) - 1;
    // What one of them brings is not lost because another one fails.
    const results = await Promise.allSettled(Array.from({ length: further }, () => receiveOnce(0)));
    return [...first, ...results.flatMap((result) => (result.status === 'fulfilled' ? result.value : []))];
  }

  async function receiveOnce(waitSeconds: number): Promise<readonly Message[]> {
    const { Messages = [] } = await client.send(
      new ReceiveMessageCommand({
        QueueUrl: queue.url,
        MaxNumberOfMessages: MESSAGES_PER_REQUEST,
        WaitTimeSeconds: waitSeconds,
        MessageSystemAttributeNames: ['All'],
        MessageAttributeNames: ['All'],
      }),
    );
    return Messages;
  }

  function begin(messages: readonly Message[]): void {
    const batch: Promise<void> = work(toSqsEvent(messages, queue.arn))
      .catch((error) => logger.warn('queue.acknowledgement-failed', { queue: queue.name, error }))
      .finally(() => atWork.delete(batch));
    atWork.add(batch);
  }

  /** A fault between handling and deleting repeats the delivery, which the handlers are made for. */
  async function work(event: SQSEvent): Promise<void> {
    const failed = await invoke(event);
    const succeeded = event.Records.filter((record) => !failed.has(record.messageId));
    const returning = event.Records.filter((record) => failed.has(record.messageId));
    for (const record of returning) reportFailure(record);
    const done = await Promise.allSettled([
      ...inRequests(succeeded).map(remove),
      ...inRequests(returning).map(putBack),
    ]);
    for (const one of done) if (one.status === 'rejected') throw one.reason;
  }

  async function invoke(event: SQSEvent): Promise<ReadonlySet<string>> {
    try {
      return failedMessageIds(event, await options.handler(event));
    } catch (error) {
      logger.error('queue.handler-failed', { queue: queue.name, messages: event.Records.length, error });
      return new Set(event.Records.map((record) => record.messageId));
    }
  }

  async function remove(records: readonly SQSRecord[]): Promise<void> {
    const { Failed = [] } = await client.send(
      new DeleteMessageBatchCommand({
        QueueUrl: queue.url,
        Entries: records.map(({ receiptHandle }, index) => ({
          Id: `${index}`,
          ReceiptHandle: receiptHandle,
        })),
      }),
    );
    if (Failed.length > 0) throw new Error(`${Failed.length} messages were handled but could not be deleted`);
  }

  async function putBack(records: readonly SQSRecord[]): Promise<void> {
    await client.send(
      new ChangeMessageVisibilityBatchCommand({
        QueueUrl: queue.url,
        Entries: records.map((record, index) => ({
          Id: `${index}`,
          ReceiptHandle: record.receiptHandle,
          VisibilityTimeout: (options.retryDelaySeconds ?? retryDelaySeconds)(receiveCount(record)),
        })),
      }),
    );
  }

  function reportFailure(record: SQSRecord): void {
    const deliveries = receiveCount(record);
    const fields = { queue: queue.name, messageId: record.messageId, deliveries };
    if (deliveries < MAX_RECEIVE_COUNT) logger.warn('queue.message-failed', fields);
    else logger.error('queue.message-parked', fields);
  }
}

function inRequests(records: readonly SQSRecord[]): SQSRecord[][] {
  return Array.from({ length: Math.ceil(records.length / MESSAGES_PER_REQUEST) }, (_, index) =>
    records.slice(index * MESSAGES_PER_REQUEST, (index + 1) * MESSAGES_PER_REQUEST),
  );
}

function receiveCount(record: SQSRecord): number {
  return Number(record.attributes.ApproximateReceiveCount) || 1;
}

/** 1, 2, 4, 8 … at most 30 s. */
function retryDelaySeconds(deliveries: number): number {
  return Math.min(2 ** (deliveries - 1), 30);
}
