import { ConditionalCheckFailedException, type DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { RegistryTable } from '../../shared/adapters/dynamodb/table.ts';

export interface RecordedCommand {
  /** As IAM calls it: `GetItem`. */
  readonly action: string;
  /** Partition keys that it touches; none for a scan. */
  readonly partitions: readonly string[];
}

type AttributeValue = { readonly S?: string };
type Key = Readonly<Record<string, AttributeValue>>;

interface Input {
  readonly Key?: Key;
  readonly Item?: Key;
  readonly ConditionExpression?: string;
  readonly KeyConditionExpression?: string;
  readonly ExpressionAttributeValues?: Key;
  readonly RequestItems?: Readonly<
    Record<
      string,
      { Keys?: readonly Key[] } | readonly { PutRequest?: { Item: Key }; DeleteRequest?: object }[]
    >
  >;
}

/** Attributes that lead whoever reads a list, or what it replaced, on to what that names. */
const STORED = {
  sk: { S: 'stored#item' },
  orderId: { S: 'stored-order' },
  deadlineId: { S: 'stored-clock' },
  dueAtMs: { N: '1' },
  noticeId: { S: 'stored-notice' },
  revision: { N: '1' },
};

/**
 * Runs adapters against a table that notes what it is asked to do: once while every condition holds, and once while
 * none does. Queries find one item and writes have replaced one; nothing else is there.
 *
 * @returns the commands, whatever the adapters make of such answers.
 */
export async function recordCommands(
  use: (table: RegistryTable) => readonly Promise<unknown>[],
): Promise<readonly RecordedCommand[]> {
  const recorded: RecordedCommand[] = [];
  for (const conditionsHold of [true, false]) {
    const client = {
      send: async (command: { constructor: { name: string }; input: Input }) => {
        const action = command.constructor.name.replace(/Command$/, '');
        recorded.push({ action, partitions: partitionsOf(command.input) });
        if (command.input.ConditionExpression !== undefined && !conditionsHold) {
          throw new ConditionalCheckFailedException({ message: 'no', $metadata: {} });
        }
        return action === 'Query' ? { Items: [STORED] } : { Attributes: STORED };
      },
    };
    await Promise.allSettled(use({ client: client as unknown as DynamoDBClient, tableName: 'registry' }));
  }
  return recorded;
}

function partitionsOf(input: Input): readonly string[] {
  const keys = [input.Key, input.Item, ...Object.values(input.RequestItems ?? {}).flatMap(keysOf)];
  const queried = /(?:pk|courtMonth) = (:\w+)/.exec(input.KeyConditionExpression ?? '')?.[1];
  return [
    ...keys.flatMap((key) => (key?.pk?.S === undefined ? [] : [key.pk.S])),
    ...(queried ? [input.ExpressionAttributeValues?.[queried]?.S ?? ''] : []),
  ];
}

function keysOf(request: NonNullable<Input['RequestItems']>[string]): readonly Key[] {
  if (!('length' in request)) return request.Keys ?? [];
  return request.map(({ PutRequest, DeleteRequest }) => {
    if (!PutRequest || DeleteRequest) throw new Error('a batch write that does more than put');
    return PutRequest.Item;
  });
}
