import { Duration, type RemovalPolicy } from 'aws-cdk-lib';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';

/** A message that failed so often waits in the dead-letter queue for a person. */
const MAX_RECEIVES = 5;

/** The longest that SQS keeps a message. */
const KEPT_FOR = Duration.days(14);

/** What AWS advises: a message that is throttled on its way to the function must not come back meanwhile. */
const VISIBILITY_PER_TIMEOUT = 6;

export interface WorkQueue {
  readonly queue: Queue;
  readonly deadLetters: Queue;
}

export interface WorkQueueProps {
  /** How long the function may take that consumes the queue. */
  readonly timeout: Duration;
  /** How long a batch waits to fill. */
  readonly batchingWindow: Duration;
  /** Messages are encrypted with it: sealed documents and subject keys wait here. */
  readonly encryptionKey: IKey;
  readonly removalPolicy: RemovalPolicy;
}

/**
 * Gives a construct a queue and its dead-letter queue.
 *
 * A failed message comes back after the visibility timeout, so a short time limit of the consumer is also a quick
 * repetition.
 */
export function addWorkQueue(
  scope: Construct,
  { timeout, batchingWindow, encryptionKey, removalPolicy }: WorkQueueProps,
): WorkQueue {
  const common = {
    encryption: QueueEncryption.KMS,
    encryptionMasterKey: encryptionKey,
    enforceSSL: true,
    retentionPeriod: KEPT_FOR,
    // What was accepted waits here: a receipt that says "queued" has to stay true.
    removalPolicy,
  };
  const deadLetters = new Queue(scope, 'DeadLetters', common);
  const queue = new Queue(scope, 'Queue', {
    ...common,
    visibilityTimeout: Duration.seconds(
      VISIBILITY_PER_TIMEOUT * timeout.toSeconds() + batchingWindow.toSeconds(),
    ),
    deadLetterQueue: { queue: deadLetters, maxReceiveCount: MAX_RECEIVES },
  });
  return { queue, deadLetters };
}
