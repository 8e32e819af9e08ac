import { Duration, RemovalPolicy } from 'aws-cdk-lib';
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

/**
 * Gives a construct a queue and its dead-letter queue.
 *
 * A failed message comes back after the visibility timeout, so a short time limit of the consumer is also a quick
 * repetition.
 *
 * @param consumer how long the function may take that consumes the queue, and how long a batch waits to fill
 */
export function addWorkQueue(
  scope: Construct,
  consumer: { readonly timeout: Duration; readonly batchingWindow: Duration },
): WorkQueue {
  const common = {
    encryption: QueueEncryption.SQS_MANAGED,
    enforceSSL: true,
    retentionPeriod: KEPT_FOR,
    // What was accepted waits here: a receipt that says "queued" has to stay true.
    removalPolicy: RemovalPolicy.RETAIN,
  };
  const deadLetters = new Queue(scope, 'DeadLetters', common);
  const queue = new Queue(scope, 'Queue', {
    ...common,
    visibilityTimeout: Duration.seconds(
      VISIBILITY_PER_TIMEOUT * consumer.timeout.toSeconds() + consumer.batchingWindow.toSeconds(),
    ),
    deadLetterQueue: { queue: deadLetters, maxReceiveCount: MAX_RECEIVES },
  });
  return { queue, deadLetters };
}
