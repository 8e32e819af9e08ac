import { DeleteItemCommand, QueryCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { monthOf } from '../../contracts/time.ts';
import type { Interception } from '../../interceptions/interception.ts';
import type { InterceptionKey, InterceptionStore, NewInterception } from '../../interceptions/ports.ts';
import {
  COURT_MONTH_ATTRIBUTE,
  courtMonthPartition,
  interceptionPartition,
  itemKeys,
  TIME_TO_LIVE_ATTRIBUTE,
} from './keys.ts';
import { attempt, type Item, ifConditionHolds, type RegistryTable, untilAborted } from './table.ts';

/**
 * No notice stands on a denial that is made again. An end stays where it is: the order has ended, and the check takes the
 * attempt back, or it runs again, and whoever made it do so takes the ends off (`retain-order.ts`).
 */
const UNMARKED = 'REMOVE noticedFor';

/** Interceptions in the table `registry`. Every step is one conditional write of one item. */
export function createDynamoDbInterceptions({ client, tableName }: RegistryTable): InterceptionStore {
  const TableName = tableName;

  return {
    async countAgain(key, repeat, signal) {
      let counted: Item | undefined;
      const exists = await ifConditionHolds('counting a repeated denial', async () => {
        const { Attributes } = await client.send(
          new UpdateItemCommand({
            TableName,
            Key: keyOf(key),
            ConditionExpression: 'attribute_exists(pk) AND firstAtMs >= :notBefore',
            UpdateExpression: [
              'SET checkpoint = :checkpoint, lastCheckId = :checkId, lastAtMs = :at',
              UNMARKED,
              countingOf(repeat.matchedKeys),
            ].join(' '),
            ExpressionAttributeValues: marshall({
              ':notBefore': repeat.notBeforeMs,
              ':checkpoint': repeat.checkpoint,
              ':checkId': repeat.lastCheckId,
              ':at': repeat.atMs,
              ':one': 1,
              ...keySet(repeat.matchedKeys),
            }),
            ReturnValues: 'ALL_NEW',
          }),
          untilAborted(signal),
        );
        counted = Attributes;
      });
      return exists && counted ? toInterception(counted) : undefined;
    },

    async record(interception, signal) {
      const { orderId, operatorId, decisionId } = interception;
      const counted = countedBy(interception);
      const { Attributes } = await attempt('recording a denial', () =>
        client.send(
          new UpdateItemCommand({
            TableName,
            Key: keyOf(interception),
            UpdateExpression: [
              'SET orderId = :orderId, operatorId = :operatorId, decisionId = :decisionId,',
              ...Object.keys(counted).map((name) => `#${name} = if_not_exists(#${name}, :${name}),`),
              'sector = :sector, productClass = :productClass, checkpoint = :checkpoint,',
              'firstAtMs = if_not_exists(firstAtMs, :at), lastAtMs = :at,',
              'redressReference = :redressReference, lastCheckId = :checkId',
              UNMARKED,
              countingOf(interception.matchedKeys),
            ].join(' '),
            ...namesOf(counted),
            ExpressionAttributeValues: marshall({
              ':orderId': orderId,
              ':operatorId': operatorId,
              ':decisionId': decisionId,
              ':sector': interception.sector,
              ':productClass': interception.productClass,
              ':checkpoint': interception.checkpoint,
              ':at': interception.firstAtMs,
              ':redressReference': interception.redressReference,
              ':checkId': interception.lastCheckId,
              ':one': 1,
              ...Object.fromEntries(Object.entries(counted).map(([name, value]) => [`:${name}`, value])),
              ...keySet(interception.matchedKeys),
            }),
            ReturnValues: 'ALL_NEW',
          }),
          untilAborted(signal),
        ),
      );
      return toInterception(Attributes as Item);
    },

    async withdraw(key, signal) {
      // The last attempt removes the item. If it is not the last, or another check counts one between the two steps,
      // the item stays and loses one attempt.
      const removed = await ifConditionHolds('withdrawing a denial', () =>
        client.send(
          new DeleteItemCommand({
            TableName,
            Key: keyOf(key),
            ConditionExpression: 'attempts <= :one',
            ExpressionAttributeValues: marshall({ ':one': 1 }),
          }),
          untilAborted(signal),
        ),
      );
      if (removed) return;
      await ifConditionHolds('withdrawing a denial', () =>
        client.send(
          new UpdateItemCommand({
            TableName,
            Key: keyOf(key),
            ConditionExpression: 'attempts > :one',
            UpdateExpression: 'ADD attempts :minusOne',
            ExpressionAttributeValues: marshall({ ':one': 1, ':minusOne': -1 }),
          }),
          untilAborted(signal),
        ),
      );
    },

    async listByOrder(orderId) {
      const interceptions: Interception[] = [];
      let ExclusiveStartKey: Item | undefined;
      do {
        const page = await attempt('reading the interceptions of an order', () =>
          client.send(
            new QueryCommand({
              TableName,
              ConsistentRead: true,
              KeyConditionExpression: 'pk = :pk',
              ExpressionAttributeValues: marshall({ ':pk': interceptionPartition(orderId) }),
              ...(ExclusiveStartKey ? { ExclusiveStartKey } : {}),
            }),
          ),
        );
        interceptions.push(...(page.Items ?? []).map(toInterception));
        ExclusiveStartKey = page.LastEvaluatedKey;
      } while (ExclusiveStartKey);
      return interceptions;
    },

    async markNoticed(seen, changeId) {
      return await ifConditionHolds('marking a denial for a notice', () =>
        client.send(
          new UpdateItemCommand({
            TableName,
            Key: keyOf(seen),
            ConditionExpression:
              'lastCheckId = :seen AND (attribute_not_exists(noticedFor) OR noticedFor = :changeId)',
            UpdateExpression: 'SET noticedFor = :changeId',
            ExpressionAttributeValues: marshall({ ':seen': seen.lastCheckId, ':changeId': changeId }),
          }),
        ),
      );
    },

    async setOutcome(key, outcome) {
      await ifConditionHolds('noting the outcome of a denial', () =>
        client.send(
          new UpdateItemCommand({
            TableName,
            Key: keyOf(key),
            ConditionExpression: 'attribute_exists(pk)',
            UpdateExpression: 'SET outcome = :outcome',
            ExpressionAttributeValues: marshall({ ':outcome': outcome }),
          }),
        ),
      );
    },
  };
}

function keyOf({ orderId, operatorId, decisionId }: InterceptionKey): Item {
  return marshall(itemKeys.interception(orderId, operatorId, decisionId));
}

function toInterception(item: Item): Interception {
  const {
    pk: _pk,
    sk: _sk,
    [TIME_TO_LIVE_ATTRIBUTE]: _expires,
    [COURT_MONTH_ATTRIBUTE]: _courtMonth,
    matchedKeys,
    ...rest
  } = unmarshall(item);
  const interception = rest as Interception;
  return matchedKeys === undefined ? interception : { ...interception, matchedKeys: [...matchedKeys].sort() };
}

/** Attributes that the denials of a court are found and counted by; none on a denial that tells neither. */
function countedBy({ courtCode, items, firstAtMs }: NewInterception): Readonly<Record<string, unknown>> {
  return {
    ...(items === undefined ? {} : { items }),
    ...(courtCode === undefined
      ? {}
      : { courtCode, [COURT_MONTH_ATTRIBUTE]: courtMonthPartition(courtCode, monthOf(firstAtMs)) }),
  };
}

function namesOf(attributes: object): { ExpressionAttributeNames?: Record<string, string> } {
  const names = Object.keys(attributes).map((name) => [`#${name}`, name]);
  return names.length === 0 ? {} : { ExpressionAttributeNames: Object.fromEntries(names) };
}

/** Counts the attempt; its keys join those of earlier ones. A set of the engine cannot be empty. */
function countingOf(keys: readonly string[] | undefined): string {
  return keys?.length ? 'ADD attempts :one, matchedKeys :keys' : 'ADD attempts :one';
}

function keySet(keys: readonly string[] | undefined): { ':keys'?: Set<string> } {
  return keys?.length ? { ':keys': new Set(keys) } : {};
}
