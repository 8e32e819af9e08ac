import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { REGISTRY_DEFINITION, TABLE_NAME } from './registry-table.ts';

/** dynalite's own LevelDB, which ships no declarations to us; this is all that is used of it. */
interface LevelModule {
  readonly Level: new (
    folder: string,
    options: { readonly valueEncoding: 'json' },
  ) => {
    get(key: string): Promise<StoredTable | undefined>;
    put(key: string, table: StoredTable): Promise<void>;
    close(): Promise<void>;
  };
}

/** A table as dynalite stores it. */
interface StoredTable {
  readonly TableArn: string;
  readonly AttributeDefinitions: readonly object[];
  readonly GlobalSecondaryIndexes?: readonly object[];
}

/**
 * Gives the table of an earlier release, in the data folder of an engine that does not run, the indexes that it lacks:
 * dynalite passes over a request to add one. What was written before stays out of them, as in DynamoDB, because it has
 * not the attributes that they are keyed by.
 *
 * @throws Error if the folder is there and cannot be opened.
 */
export async function upgradeTable(folder: string): Promise<void> {
  if (!existsSync(folder)) return;
  const { Level }: LevelModule = createRequire(createRequire(import.meta.url).resolve('dynalite'))('level');
  const database = new Level(folder, { valueEncoding: 'json' });
  try {
    const key = `table~${TABLE_NAME}`;
    const table = await database.get(key);
    if (table === undefined || table.GlobalSecondaryIndexes !== undefined) return;
    const { AttributeDefinitions, GlobalSecondaryIndexes } = REGISTRY_DEFINITION;
    await database.put(key, {
      ...table,
      AttributeDefinitions,
      GlobalSecondaryIndexes: GlobalSecondaryIndexes.map((index) => ({
        ...index,
        IndexArn: `${table.TableArn}/index/${index.IndexName}`,
        IndexStatus: 'ACTIVE',
        IndexSizeBytes: 0,
        ItemCount: 0,
        ProvisionedThroughput: { ReadCapacityUnits: 0, WriteCapacityUnits: 0, NumberOfDecreasesToday: 0 },
      })),
    });
  } finally {
    await database.close();
  }
}
