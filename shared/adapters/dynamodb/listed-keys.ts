import { ScanCommand } from '@aws-sdk/client-dynamodb';
import type { ListedKeys } from '../../filter/ports.ts';
import { parseSubjectKey, type SubjectKey } from '../../identity/subject-key.ts';
import { SUBJECT_PREFIX } from './keys.ts';
import { attempt, type Item, type RegistryTable, untilAborted } from './table.ts';

export interface ScanOptions {
  /** Parts of the table that are read side by side. One page of each (1 MB) is held at a time. */
  readonly segments?: number;
}

interface Page {
  readonly segment: number;
  readonly keys: readonly SubjectKey[];
  readonly next: Item | undefined;
}

/**
 * The keys of all pointers in the table `registry`, by a strongly consistent scan of the whole table: a pointer that
 * was written before the scan began is found.
 */
export function createDynamoDbListedKeys(
  { client, tableName }: RegistryTable,
  { segments = 1 }: ScanOptions = {},
): ListedKeys {
  async function readPage(segment: number, from: Item | undefined, signal: AbortSignal): Promise<Page> {
    return await attempt('scanning the pointers', async () => {
      const { Items = [], LastEvaluatedKey } = await client.send(
        new ScanCommand({
          TableName: tableName,
          ConsistentRead: true,
          FilterExpression: 'begins_with(pk, :subject)',
          ExpressionAttributeValues: { ':subject': { S: SUBJECT_PREFIX } },
          ProjectionExpression: 'pk',
          Segment: segment,
          TotalSegments: segments,
          ...(from && { ExclusiveStartKey: from }),
        }),
        untilAborted(signal),
      );
      return { segment, keys: Items.map(keyOfPointer), next: LastEvaluatedKey };
    });
  }

  return {
    async *scan(signal) {
      const stop = new AbortController();
      const until = signal ? AbortSignal.any([signal, stop.signal]) : stop.signal;
      const underWay = new Map<number, Promise<Page>>();
      const begin = (segment: number, from?: Item) => {
        const page = readPage(segment, from, until);
        // A segment may fail while another one's page is being used; the race below sees the failure afterwards.
        page.catch(() => {});
        underWay.set(segment, page);
      };
      try {
        for (let segment = 0; segment < segments; segment++) begin(segment);
        while (underWay.size > 0) {
          const { segment, keys, next } = await Promise.race(underWay.values());
          underWay.delete(segment);
          if (next) begin(segment, next);
          if (keys.length > 0) yield keys;
        }
      } finally {
        stop.abort();
      }
    },
  };
}

function keyOfPointer(item: Item): SubjectKey {
  return parseSubjectKey((item.pk?.S ?? '').slice(SUBJECT_PREFIX.length));
}
