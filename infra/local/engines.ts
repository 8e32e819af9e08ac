import { join } from 'node:path';
import { startDynamoDbEngine } from './dynamodb-engine.ts';
import type { Engine } from './engine.ts';
import { startQueueAndObjectEngine } from './queue-and-object-engine.ts';

export interface Endpoints {
  readonly dynamodb: string;
  readonly sqs: string;
  readonly s3: string;
}

export interface Engines {
  readonly endpoints: Endpoints;
  /** Closes the engines that were started here; clients must be idle by then. */
  close(): Promise<void>;
}

/**
 * Starts the engines that the service keeps its data in, below `folder`, except those for which an endpoint is given.
 *
 * @param given endpoints of engines that run elsewhere.
 * @throws Error if an engine cannot be started; those that were started already are closed again.
 */
export async function startEngines(
  folder: string,
  region: string,
  given: Partial<Endpoints> = {},
): Promise<Engines> {
  const started: Engine[] = [];
  const start = async (starting: Promise<Engine>): Promise<string> => {
    const engine = await starting;
    started.push(engine);
    return engine.endpoint;
  };
  const close = async (): Promise<void> => {
    await Promise.all(started.map((engine) => engine.close()));
  };
  const ownQueuesAndObjects = given.sqs === undefined || given.s3 === undefined;
  const [dynamodb, queuesAndObjects] = await Promise.allSettled([
    given.dynamodb ?? start(startDynamoDbEngine(join(folder, 'dynamodb'))),
    ownQueuesAndObjects ? start(startQueueAndObjectEngine(join(folder, 'fauxqs'), region)) : '',
  ]);
  if (dynamodb.status === 'rejected' || queuesAndObjects.status === 'rejected') {
    await close();
    throw new Error('an embedded engine did not start', {
      cause:
        dynamodb.status === 'rejected' ? dynamodb.reason : (queuesAndObjects as PromiseRejectedResult).reason,
    });
  }
  const endpoints = {
    dynamodb: dynamodb.value,
    sqs: given.sqs ?? queuesAndObjects.value,
    s3: given.s3 ?? queuesAndObjects.value,
  };
  return { endpoints, close };
}
