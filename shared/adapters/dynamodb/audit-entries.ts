import { GetItemCommand, PutItemCommand, QueryCommand } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { canonicalJson } from '../../audit/canonical-json.ts';
import { type AuditEntry, GENESIS, type RecordedEvent } from '../../audit/entry.ts';
import type { AuditEntryStore } from '../../audit/ports.ts';
import { auditPartition, formatSequence, itemKeys } from './keys.ts';
import { attempt, type Item, ifConditionHolds, type RegistryTable } from './table.ts';

/**
 * Entries of the audit chains in the table `registry`; every read is strongly consistent. Events are kept as the text
 * that the digest was made of, so that nothing of them is lost between two notations.
 */
export function createDynamoDbAuditEntries({ client, tableName }: RegistryTable): AuditEntryStore {
  const TableName = tableName;
  return {
    async head(chain) {
      const { Items } = await attempt('reading the head of an audit chain', () =>
        client.send(
          new QueryCommand({
            TableName,
            ConsistentRead: true,
            KeyConditionExpression: 'pk = :pk',
            ExpressionAttributeValues: { ':pk': { S: auditPartition(chain) } },
            ProjectionExpression: 'sk, digest',
            ScanIndexForward: false,
            Limit: 1,
          }),
        ),
      );
      const newest = Items?.[0];
      if (!newest) return { chain, seq: 0, digest: GENESIS };
      return { chain, seq: Number(newest.sk?.S), digest: newest.digest?.S ?? '' };
    },

    async put(entry) {
      const { chain, seq, previous, digest, events } = entry;
      const item = { ...itemKeys.auditEntry(chain, seq), chain, seq, previous, digest };
      const done = await ifConditionHolds('appending to an audit chain', () =>
        client.send(
          new PutItemCommand({
            TableName,
            Item: marshall({ ...item, events: canonicalJson(events) }),
            ConditionExpression: 'attribute_not_exists(pk)',
          }),
        ),
      );
      return done ? 'appended' : 'taken';
    },

    async get(chain, seq) {
      const { Item } = await attempt('reading an entry of an audit chain', () =>
        client.send(
          new GetItemCommand({
            TableName,
            Key: marshall(itemKeys.auditEntry(chain, seq)),
            ConsistentRead: true,
          }),
        ),
      );
      return Item && toEntry(Item);
    },

    async readAfter(chain, seq, limit) {
      const { Items = [], LastEvaluatedKey } = await attempt('reading an audit chain', () =>
        client.send(
          new QueryCommand({
            TableName,
            ConsistentRead: true,
            KeyConditionExpression: 'pk = :pk AND sk > :after',
            ExpressionAttributeValues: {
              ':pk': { S: auditPartition(chain) },
              ':after': { S: formatSequence(seq) },
            },
            Limit: limit,
          }),
        ),
      );
      const entries = Items.map(toEntry);
      return LastEvaluatedKey ? { entries, next: sequenceOf(LastEvaluatedKey.sk?.S) } : { entries };
    },
  };
}

/** What somebody put or altered may have any form: it becomes an entry whose digest does not fit. */
function toEntry({ pk, sk, chain, seq, previous, digest, events }: Item): AuditEntry {
  return {
    chain: Number(chain?.N ?? pk?.S?.split('#')[1]),
    seq: sequenceOf(seq?.N ?? sk?.S),
    previous: previous?.S ?? '',
    digest: digest?.S ?? '',
    events: parseEvents(events?.S),
  };
}

/** 0, where no entry stands, for what is no number: JSON could not carry that to whoever verifies. */
function sequenceOf(text: string | undefined): number {
  const sequence = Number(text);
  return Number.isFinite(sequence) ? sequence : 0;
}

function parseEvents(text: string | undefined): readonly RecordedEvent[] {
  try {
    const events: unknown = JSON.parse(text ?? '');
    return Array.isArray(events) ? (events as RecordedEvent[]) : [];
  } catch {
    return [];
  }
}
