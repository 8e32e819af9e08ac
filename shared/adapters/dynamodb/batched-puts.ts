import { BatchWriteItemCommand, type WriteRequest } from '@aws-sdk/client-dynamodb';
import { attempt, type Item, type RegistryTable } from './table.ts';
import { untilProcessed } from './unprocessed.ts';

/** Limit of BatchWriteItem. */
const ITEMS_PER_WRITE = 25;

/** While one is under way, what comes is gathered for the next, which goes beside it as soon as it is full. */
const WRITES_AT_ONCE = 2;

interface Waiting {
  readonly item: Item;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Puts items that need no condition, those that are asked for at the same time in one request. A single item is sent at
 * once; under load requests fill up by themselves.
 *
 * @param what the step in the domain's words, for the error.
 * @returns a function that puts an item over whatever stood there, and resolves when that is done.
 * @throws DependencyUnavailable for every item of a request that failed; any of them may have been put.
 */
export function createBatchedPuts(
  { client, tableName }: RegistryTable,
  what: string,
): (item: Item) => Promise<void> {
  let waiting: Waiting[] = [];
  let underWay = 0;

  async function send(requests: readonly WriteRequest[]): Promise<readonly WriteRequest[]> {
    const { UnprocessedItems } = await client.send(
      new BatchWriteItemCommand({ RequestItems: { [tableName]: [...requests] } }),
    );
    return UnprocessedItems?.[tableName] ?? [];
  }

  /** DynamoDB refuses a request with two writes of one key, so the second waits for the next. */
  function takeBatch(): readonly Waiting[] {
    const keys = new Set<string>();
    const batch: Waiting[] = [];
    const later: Waiting[] = [];
    for (const one of waiting) {
      const key = `${one.item.pk?.S} ${one.item.sk?.S}`;
      const fits = batch.length < ITEMS_PER_WRITE && !keys.has(key);
      keys.add(key);
      (fits ? batch : later).push(one);
    }
    waiting = later;
    return batch;
  }

  async function writeNext(): Promise<void> {
    const batch = takeBatch();
    const requests = batch.map(({ item }): WriteRequest => ({ PutRequest: { Item: item } }));
    try {
      await attempt(what, () => untilProcessed(what, requests, send));
      for (const { resolve } of batch) resolve();
    } catch (error) {
      for (const { reject } of batch) reject(error);
    }
  }

  /** Alone it writes whatever waits; beside another only what fills a request. */
  function isWorthwhile(): boolean {
    return waiting.length >= (underWay === 0 ? 1 : ITEMS_PER_WRITE);
  }

  async function run(): Promise<void> {
    // What is asked for in this turn of the event loop goes together.
    await Promise.resolve();
    while (underWay < WRITES_AT_ONCE && isWorthwhile()) {
      underWay += 1;
      await writeNext();
      underWay -= 1;
    }
  }

  return (item) =>
    new Promise((resolve, reject) => {
      waiting.push({ item, resolve, reject });
      if (underWay < WRITES_AT_ONCE && isWorthwhile()) void run();
    });
}
