import { BatchGetItemCommand, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import type { NoticeId, OperatorId } from '../../contracts/ids.ts';
import type { NoticeRecord } from '../../notices/notice.ts';
import { listsOf } from '../../notices/notice-lists.ts';
import { changedRecord, newNoticeRecord } from '../../notices/notice-record.ts';
import type { NoticeStore } from '../../notices/ports.ts';
import {
  type ItemKey,
  itemKeys,
  NOTICE_OPERATORS_PARTITION,
  noticePartition,
  orderNoticesPartition,
} from './keys.ts';
import { createOpenNotices } from './open-notices.ts';
import { createPartitionReader } from './partition-reader.ts';
import { attempt, type Item, ifConditionHolds, type RegistryTable } from './table.ts';
import { chunksOf, untilProcessed } from './unprocessed.ts';

/** Limit of BatchGetItem. */
const KEYS_PER_READ = 100;

/** How many notices are read at a time when all of a list are wanted. */
const PAGE = 100;

/**
 * Notices in the table `registry`.
 *
 * Beside the notice stand marks that lead to it: from its order, from the list of operators, and from the lists of what
 * is open. Marks are put before the notice and taken away after it has changed, so a crash leaves a mark too many and
 * never one too few; a mark is believed only as far as the notice agrees.
 */
export function createDynamoDbNotices({ client, tableName }: RegistryTable): NoticeStore {
  const open = createOpenNotices({ client, tableName });
  const partitions = createPartitionReader({ client, tableName });

  async function get(operatorId: OperatorId, noticeId: NoticeId): Promise<NoticeRecord | undefined> {
    const { Item } = await attempt('reading a notice', () =>
      client.send(
        new GetItemCommand({
          TableName: tableName,
          Key: marshall(itemKeys.notice(operatorId, noticeId)),
          ConsistentRead: true,
        }),
      ),
    );
    return Item && toRecord(Item);
  }

  async function putMark(key: ItemKey): Promise<void> {
    await attempt('marking a notice', () =>
      client.send(new PutItemCommand({ TableName: tableName, Item: marshall(key) })),
    );
  }

  async function getMany(keys: readonly Item[]): Promise<readonly NoticeRecord[]> {
    const records: NoticeRecord[] = [];
    const read = async (batch: readonly Item[]) => {
      const { Responses, UnprocessedKeys } = await client.send(
        new BatchGetItemCommand({
          RequestItems: { [tableName]: { Keys: [...batch], ConsistentRead: true } },
        }),
      );
      records.push(...(Responses?.[tableName] ?? []).map(toRecord));
      return UnprocessedKeys?.[tableName]?.Keys ?? [];
    };
    for (const batch of chunksOf(keys, KEYS_PER_READ)) {
      await attempt('reading notices', () => untilProcessed('reading notices', batch, read));
    }
    return records.sort((a, b) => (a.noticeId < b.noticeId ? -1 : 1));
  }

  const store: NoticeStore = {
    get,

    async putOnce(notice) {
      const { operatorId, orderId, noticeId } = notice;
      // Its marks were put before it, and those it has outgrown must not come back.
      if (await get(operatorId, noticeId)) return 'present';
      const record = newNoticeRecord(notice);
      await Promise.all([
        putMark(itemKeys.orderNotice(orderId, operatorId, noticeId)),
        putMark(itemKeys.noticeOperator(operatorId)),
        open.enter(record, listsOf(record)),
      ]);
      const stored = await ifConditionHolds('storing a notice', () =>
        client.send(
          new PutItemCommand({
            TableName: tableName,
            Item: toItem(record),
            ConditionExpression: 'attribute_not_exists(pk)',
          }),
        ),
      );
      return stored ? 'stored' : 'present';
    },

    async update(record, changes) {
      const next = changedRecord(record, changes);
      const before = listsOf(record);
      const after = listsOf(next);
      await open.enter(
        next,
        after.filter((list) => !before.includes(list)),
      );
      const written = await ifConditionHolds('updating a notice', () =>
        client.send(
          new PutItemCommand({
            TableName: tableName,
            Item: toItem(next),
            ConditionExpression: 'revision = :revision',
            ExpressionAttributeValues: marshall({ ':revision': record.revision }),
          }),
        ),
      );
      if (!written) return undefined;
      await open.leave(
        next,
        before.filter((list) => !after.includes(list)),
      );
      return next;
    },

    async list(operatorId, which, { after, limit }) {
      if (which === 'all') {
        const { items, last } = await partitions.page('reading the notices of an operator', {
          partition: noticePartition(operatorId),
          limit,
          ...(after === undefined ? {} : { after }),
        });
        return page(items.map(toRecord), last as NoticeId | undefined);
      }
      const places = await open.page(operatorId, which, { limit, ...(after === undefined ? {} : { after }) });
      const records = await getMany(
        places.marks.map(({ noticeId }) => marshall(itemKeys.notice(operatorId, noticeId))),
      );
      await open.forgetStale(which, places.marks, records);
      return page(
        records.filter((record) => listsOf(record).includes(which)),
        places.next,
      );
    },

    async listPending(operatorId) {
      const records: NoticeRecord[] = [];
      let after: NoticeId | undefined;
      do {
        const { notices, next } = await store.list(operatorId, 'pending', { after, limit: PAGE });
        records.push(...notices);
        after = next;
      } while (after !== undefined);
      return records.sort((a, b) => a.createdAtMs - b.createdAtMs);
    },

    async listByOrder(orderId) {
      const marks = await partitions.sortKeys(
        'reading the notices of an order',
        orderNoticesPartition(orderId),
      );
      return await getMany(
        marks.map((mark) => {
          const [operatorId, noticeId] = mark.split('#') as [OperatorId, NoticeId];
          return marshall(itemKeys.notice(operatorId, noticeId));
        }),
      );
    },

    async listOperators() {
      const what = 'reading which operators have notices';
      return (await partitions.sortKeys(what, NOTICE_OPERATORS_PARTITION)) as OperatorId[];
    },
  };
  return store;
}

function page(notices: readonly NoticeRecord[], next: NoticeId | undefined) {
  return next === undefined ? { notices } : { notices, next };
}

function toItem(record: NoticeRecord): Item {
  return marshall({ ...itemKeys.notice(record.operatorId, record.noticeId), ...record });
}

function toRecord(item: Item): NoticeRecord {
  const { pk: _pk, sk: _sk, ...record } = unmarshall(item);
  return record as NoticeRecord;
}
