import {
  CreateTableCommand,
  type CreateTableCommandInput,
  DescribeTableCommand,
  type DynamoDBClient,
  ResourceInUseException,
} from '@aws-sdk/client-dynamodb';
import {
  COURT_MONTH_ATTRIBUTE,
  COURT_MONTHS_INDEX,
  COURT_MONTHS_PROJECTION,
} from '../../shared/adapters/dynamodb/keys.ts';

export const TABLE_NAME = 'registry';

const TABLE_READY_MS = 60_000;

/** Keys and indexes of the table `registry`, the same as `infra/constructs/registry-table.ts` deploys. */
export const REGISTRY_DEFINITION = {
  AttributeDefinitions: [
    { AttributeName: 'pk', AttributeType: 'S' },
    { AttributeName: 'sk', AttributeType: 'S' },
    { AttributeName: COURT_MONTH_ATTRIBUTE, AttributeType: 'S' },
  ],
  KeySchema: [
    { AttributeName: 'pk', KeyType: 'HASH' },
    { AttributeName: 'sk', KeyType: 'RANGE' },
  ],
  GlobalSecondaryIndexes: [
    {
      IndexName: COURT_MONTHS_INDEX,
      KeySchema: [{ AttributeName: COURT_MONTH_ATTRIBUTE, KeyType: 'HASH' }],
      Projection: { ProjectionType: 'INCLUDE', NonKeyAttributes: [...COURT_MONTHS_PROJECTION] },
    },
  ],
} as const satisfies Partial<CreateTableCommandInput>;

/**
 * Creates the table `registry` in an embedded engine unless it is there, and waits until it can be used.
 *
 * @throws the client's error if the engine cannot be reached, Error if the table does not become active in time.
 */
export async function ensureRegistryTable(client: DynamoDBClient, tableName: string): Promise<void> {
  try {
    await client.send(
      new CreateTableCommand({
        TableName: tableName,
        BillingMode: 'PAY_PER_REQUEST',
        ...REGISTRY_DEFINITION,
      }),
    );
  } catch (error) {
    if (!(error instanceof ResourceInUseException)) throw error;
  }
  const giveUpAt = performance.now() + TABLE_READY_MS;
  for (let waitMs = 5; ; waitMs = Math.min(waitMs * 2, 1_000)) {
    const { Table } = await client.send(new DescribeTableCommand({ TableName: tableName }));
    if (Table?.TableStatus === 'ACTIVE' || Table?.TableStatus === 'UPDATING') return;
    if (performance.now() > giveUpAt) throw new Error(`the table ${tableName} did not become active`);
    await new Promise((resolve) => setTimeout(resolve, waitMs));
  }
}
