import { startEmbeddedDynamoDb } from '../../support/embedded-dynamodb.ts';

/* A process of its own for the embedded engine, so that it does not take time from what is measured. */

const engine = await startEmbeddedDynamoDb();
process.on('disconnect', () => process.exit());
process.send?.({ endpoint: engine.endpoint, tableName: engine.table.tableName });
