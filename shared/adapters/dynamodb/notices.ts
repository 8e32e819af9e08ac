import { PutItemCommand, QueryCommand } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import type { Notice, NoticeOutbox } from '../../notices/ports.ts';
import { itemKeys, noticePartition } from './keys.ts';
import { attempt, type Item, ifConditionHolds, type RegistryTable } from './table.ts';

/** The outbox of notices in the table `registry`. */
export function createDynamoDbNotices({ client, tableName }: RegistryTable): NoticeOutbox {
  return {
    async putOnce(notice) {
      const stored = await ifConditionHolds('storing a notice', () =>
        client.send(
          new PutItemCommand({
            TableName: tableName,
            Item: marshall({ ...itemKeys.notice(notice.operatorId, notice.noticeId), ...notice }),
            ConditionExpression: 'attribute_not_exists(pk)',
          }),
        ),
      );
      return stored ? 'stored' : 'present';
    },

    async listPending(operatorId) {
      const notices: Notice[] = [];
      let ExclusiveStartKey: Item | undefined;
      do {
        const page = await attempt('reading the notices of an operator', () =>
          client.send(
            new QueryCommand({
              TableName: tableName,
              ConsistentRead: true,
              KeyConditionExpression: 'pk = :pk',
              ExpressionAttributeValues: marshall({ ':pk': noticePartition(operatorId) }),
              ...(ExclusiveStartKey ? { ExclusiveStartKey } : {}),
            }),
          ),
        );
        for (const item of page.Items ?? []) notices.push(toNotice(item));
        ExclusiveStartKey = page.LastEvaluatedKey;
      } while (ExclusiveStartKey);
      return notices.sort((a, b) => a.createdAtMs - b.createdAtMs);
    },
  };
}

function toNotice(item: Item): Notice {
  const { pk: _pk, sk: _sk, ...notice } = unmarshall(item);
  return notice as Notice;
}
