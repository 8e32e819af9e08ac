import { createDynamoDbChangeLog } from '../../../shared/adapters/dynamodb/change-log.ts';
import { createDynamoDbOrders } from '../../../shared/adapters/dynamodb/orders.ts';
import { createDynamoDbPointers } from '../../../shared/adapters/dynamodb/pointers.ts';
import { createDynamoDbSnapshotManifests } from '../../../shared/adapters/dynamodb/snapshot-manifests.ts';
import { createS3SnapshotFiles } from '../../../shared/adapters/s3/snapshot-files.ts';
import { createFileSecrets } from '../../../shared/adapters/secrets/file-secrets.ts';
import { inParallel } from '../../../shared/concurrency/in-parallel.ts';
import type { OrderId } from '../../../shared/contracts/ids.ts';
import { appendKeys } from '../../../shared/filter/append.ts';
import { buildSnapshot } from '../../../shared/filter/builder.ts';
import { formatSubjectKey, type SubjectKey } from '../../../shared/identity/subject-key.ts';
import { createSubjectKeyer } from '../../../shared/identity/subject-keyer.ts';
import { systemClock } from '../../../shared/runtime/clock.ts';
import { startEmbeddedDynamoDb } from '../../support/embedded-dynamodb.ts';
import { startEmbeddedS3 } from '../../support/embedded-s3.ts';
import { orderOf } from './order-of.ts';
import { keyOfPerson } from './people.ts';
import { ORDERS, OVERLAY_KEYS, SNAPSHOT_KEYS } from './scale.ts';

/*
 * A process of its own for the embedded engines, so that they do not take time from what is measured, as engines
 * elsewhere would not. Started by `start-engines.ts` with the path of the file with the secrets; tells when it is
 * ready, and ends when its parent does.
 */

const secret = await createFileSecrets(process.argv[2] as string).current();
const keyer = createSubjectKeyer(secret);
const dynamoDb = await startEmbeddedDynamoDb();
const s3 = await startEmbeddedS3();
const log = createDynamoDbChangeLog(dynamoDb.table);

await buildSnapshot({
  log,
  listedKeys: { scan: listed },
  manifests: createDynamoDbSnapshotManifests(dynamoDb.table),
  files: createS3SnapshotFiles(s3.bucket),
  clock: systemClock,
  secretVersion: secret.version,
  newFileId: () => 'bench',
});
await appendKeys(log, keysOf(SNAPSHOT_KEYS, OVERLAY_KEYS));

const orders = createDynamoDbOrders(dynamoDb.table);
const pointers = createDynamoDbPointers(dynamoDb.table);
await inParallel(
  Array.from({ length: ORDERS }, (_, person) => person),
  8,
  async (person) => {
    const key = keyOfPerson(keyer, person);
    const orderId = `ord-${person}` as OrderId;
    await pointers.put(orderId, [key]);
    await orders.write(orderOf(orderId, formatSubjectKey(key), secret.version, Date.now()), undefined);
  },
);

process.on('disconnect', () => process.exit());
process.send?.({
  dynamoDbEndpoint: dynamoDb.endpoint,
  tableName: dynamoDb.table.tableName,
  s3Endpoint: s3.endpoint,
  bucket: s3.bucket.bucket,
});

async function* listed(): AsyncGenerator<readonly SubjectKey[]> {
  const pageKeys = 5_000;
  for (let from = 0; from < SNAPSHOT_KEYS; from += pageKeys) yield keysOf(from, pageKeys);
}

function keysOf(from: number, count: number): SubjectKey[] {
  return Array.from({ length: count }, (_, offset) => keyOfPerson(keyer, from + offset));
}
