import type { DynamoDBClient, WriteRequest } from '@aws-sdk/client-dynamodb';
import { describe, expect, test } from 'vitest';
import { createBatchedPuts } from '../../../shared/adapters/dynamodb/batched-puts.ts';
import { DependencyUnavailable } from '../../../shared/contracts/problem.ts';

const item = (n: number, value = 'v') => ({ pk: { S: `p${n}` }, sk: { S: 's' }, value: { S: value } });

/** A table that notes the requests, answers each as told, and holds them up for a moment. */
function recordingTable(
  answer: (requests: readonly WriteRequest[], call: number) => readonly WriteRequest[],
) {
  const sent: string[][] = [];
  let underWay = 0;
  let mostUnderWay = 0;
  const client = {
    async send({ input }: { input: { RequestItems: { registry: WriteRequest[] } } }) {
      underWay += 1;
      mostUnderWay = Math.max(mostUnderWay, underWay);
      const requests = input.RequestItems.registry;
      sent.push(requests.map(({ PutRequest }) => PutRequest?.Item?.pk?.S ?? ''));
      await new Promise((resolve) => setTimeout(resolve, 5));
      underWay -= 1;
      return { UnprocessedItems: { registry: answer(requests, sent.length) } };
    },
  } as unknown as DynamoDBClient;
  return { table: { client, tableName: 'registry' }, sent, mostUnderWay: () => mostUnderWay };
}

const range = (count: number) => Array.from({ length: count }, (_, n) => n);

describe('puts that are asked for at the same time', () => {
  test('go together, at most 25 in a request and two requests at a time', async () => {
    const { table, sent, mostUnderWay } = recordingTable(() => []);
    const put = createBatchedPuts(table, 'putting');
    await Promise.all(range(60).map((n) => put(item(n))));
    expect(sent.map(({ length }) => length)).toEqual([25, 25, 10]);
    expect(new Set(sent.flat()).size).toBe(60);
    expect(mostUnderWay()).toBe(2);
  });

  test('of one alone is sent alone and at once', async () => {
    const { table, sent } = recordingTable(() => []);
    await createBatchedPuts(table, 'putting')(item(1));
    expect(sent).toEqual([['p1']]);
  });

  test('are gathered while another request is under way, until they fill one or it is done', async () => {
    const { table, sent } = recordingTable(() => []);
    const put = createBatchedPuts(table, 'putting');
    const puts = [put(item(100))];
    for (const n of range(10)) {
      // Later than the first, but before its answer can come.
      await Promise.resolve();
      puts.push(put(item(n)));
    }
    await Promise.all(puts);
    expect(sent.map(({ length }) => length)).toEqual([1, 10]);
  });

  test('never have two of one key in a request', async () => {
    const { table, sent } = recordingTable(() => []);
    const put = createBatchedPuts(table, 'putting');
    await Promise.all([put(item(1)), put(item(2)), put(item(1, 'again')), put(item(1, 'and again'))]);
    expect(sent.flat().toSorted()).toEqual(['p1', 'p1', 'p1', 'p2']);
    for (const keys of sent) expect(new Set(keys).size).toBe(keys.length);
  });

  test('are repeated for what the engine did not get to', async () => {
    const { table, sent } = recordingTable((requests, call) => (call === 1 ? requests.slice(1) : []));
    const put = createBatchedPuts(table, 'putting');
    await Promise.all(range(3).map((n) => put(item(n))));
    expect(sent).toEqual([
      ['p0', 'p1', 'p2'],
      ['p1', 'p2'],
    ]);
  });

  test('that fail are a fault for each of them, and for no later one', async () => {
    let down = true;
    const { table } = recordingTable(() => {
      if (down) throw new Error('down');
      return [];
    });
    const put = createBatchedPuts(table, 'putting');
    const outcomes = await Promise.allSettled(range(3).map((n) => put(item(n))));
    for (const outcome of outcomes) {
      expect(outcome).toMatchObject({ status: 'rejected', reason: expect.any(DependencyUnavailable) });
    }
    down = false;
    await expect(put(item(1))).resolves.toBeUndefined();
  });
});
