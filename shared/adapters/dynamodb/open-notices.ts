import { DeleteItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import type { NoticeId, OperatorId } from '../../contracts/ids.ts';
import type { NoticeRecord } from '../../notices/notice.ts';
import { listsOf, type NoticeList } from '../../notices/notice-lists.ts';
import { itemKeys, openNoticesPartition } from './keys.ts';
import { createPartitionReader } from './partition-reader.ts';
import { ifConditionHolds, type RegistryTable } from './table.ts';

/** Says that a notice stood in a list as of a revision. */
export interface OpenMark {
  readonly noticeId: NoticeId;
  readonly revision: number;
}

/**
 * The lists of notices that wait for somebody, so that finding these few does not mean reading all there ever were.
 *
 * Every mark carries the revision of the notice that put it and only ever rises. Whoever takes a mark away names the
 * revision that he knows of, so a slow writer never removes the mark of a later one.
 */
export interface OpenNotices {
  enter(record: NoticeRecord, lists: readonly NoticeList[]): Promise<void>;
  leave(record: NoticeRecord, lists: readonly NoticeList[]): Promise<void>;
  page(
    operatorId: OperatorId,
    list: NoticeList,
    page: { readonly after?: NoticeId; readonly limit: number },
  ): Promise<{ readonly marks: readonly OpenMark[]; readonly next: NoticeId | undefined }>;
  /** Takes away marks that a crash left behind: the notice has gone past their revision and out of the list. */
  forgetStale(list: NoticeList, marks: readonly OpenMark[], records: readonly NoticeRecord[]): Promise<void>;
}

export function createOpenNotices({ client, tableName }: RegistryTable): OpenNotices {
  const partitions = createPartitionReader({ client, tableName });

  async function enter({ operatorId, noticeId, revision }: NoticeRecord, list: NoticeList): Promise<void> {
    await ifConditionHolds('entering a notice into a list', () =>
      client.send(
        new PutItemCommand({
          TableName: tableName,
          Item: marshall({ ...itemKeys.openNotice(operatorId, list, noticeId), noticeId, revision }),
          ConditionExpression: 'attribute_not_exists(pk) OR revision < :revision',
          ExpressionAttributeValues: marshall({ ':revision': revision }),
        }),
      ),
    );
  }

  async function leave({ operatorId, noticeId, revision }: NoticeRecord, list: NoticeList): Promise<void> {
    await ifConditionHolds('taking a notice off a list', () =>
      client.send(
        new DeleteItemCommand({
          TableName: tableName,
          Key: marshall(itemKeys.openNotice(operatorId, list, noticeId)),
          ConditionExpression: 'revision <= :revision',
          ExpressionAttributeValues: marshall({ ':revision': revision }),
        }),
      ),
    );
  }

  return {
    async enter(record, lists) {
      await Promise.all(lists.map((list) => enter(record, list)));
    },

    async leave(record, lists) {
      await Promise.all(lists.map((list) => leave(record, list)));
    },

    async page(operatorId, list, { after, limit }) {
      const { items, last } = await partitions.page('reading a list of notices', {
        partition: openNoticesPartition(operatorId),
        prefix: `${list}#`,
        limit,
        ...(after === undefined ? {} : { after: `${list}#${after}` }),
      });
      return {
        marks: items.map((item) => unmarshall(item) as OpenMark),
        next: last === undefined ? undefined : (last.slice(list.length + 1) as NoticeId),
      };
    },

    async forgetStale(list, marks, records) {
      const marked = new Map(marks.map(({ noticeId, revision }) => [noticeId, revision]));
      for (const record of records) {
        const revision = marked.get(record.noticeId) as number;
        if (revision <= record.revision && !listsOf(record).includes(list)) await leave(record, list);
      }
    },
  };
}
