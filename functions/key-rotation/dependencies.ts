import { createDynamoDbChangeLog } from '../../shared/adapters/dynamodb/change-log.ts';
import { createDynamoDbKeyState } from '../../shared/adapters/dynamodb/key-state.ts';
import { createDynamoDbOrderPages } from '../../shared/adapters/dynamodb/order-pages.ts';
import { createDynamoDbOrders } from '../../shared/adapters/dynamodb/orders.ts';
import { createDynamoDbPointers } from '../../shared/adapters/dynamodb/pointers.ts';
import { createDynamoDbRetention } from '../../shared/adapters/dynamodb/retention.ts';
import { createDynamoDbSnapshotManifests } from '../../shared/adapters/dynamodb/snapshot-manifests.ts';
import { createOrderDocuments } from '../../shared/adapters/kms/order-documents.ts';
import { createKeyVault, createSecrets } from '../../shared/adapters/secrets/create-secrets.ts';
import { confirmKeys } from '../../shared/key-rotation/confirm-keys.ts';
import { createDynamoDbClient } from '../../shared/runtime/aws-clients.ts';
import { systemClock } from '../../shared/runtime/clock.ts';
import type { Logger } from '../../shared/runtime/log.ts';
import { readSettings } from '../../shared/runtime/settings.ts';
import type { KeyRotationDependencies } from './app.ts';

/** A function may run for 15 minutes; a page that has been begun takes some seconds. */
const BUDGET_MS = 12 * 60_000;

/**
 * Wires the rotation of the subject-key secret. It alone may write that secret, and opens order documents to make their
 * keys anew.
 *
 * @throws SettingsError that names every environment variable that is missing.
 */
export function createKeyRotationDependencies(
  env: Readonly<Record<string, string | undefined>>,
  logger: Logger,
): KeyRotationDependencies {
  const settings = readSettings(env, [
    'AWS_REGION',
    'REGISTRY_TABLE',
    'SECRETS_FILE',
    'SUBJECT_KEY_SECRET_ARN',
    'DOCUMENT_KEY_SECRET_ARN',
    'DOCUMENT_KMS_KEY_ARN',
    'DYNAMODB_ENDPOINT',
  ]);
  const { AWS_REGION: region, DYNAMODB_ENDPOINT: endpoint, REGISTRY_TABLE: tableName } = settings;
  const table = { client: createDynamoDbClient({ region, endpoint, profile: 'pipeline' }), tableName };
  const secrets = createSecrets(settings);
  const store = createDynamoDbKeyState(table);
  return {
    logger,
    budgetMs: BUDGET_MS,
    clock: systemClock,
    store,
    vault: createKeyVault(settings),
    confirm: () => confirmKeys(secrets, store),
    manifests: createDynamoDbSnapshotManifests(table),
    pages: createDynamoDbOrderPages(table),
    orders: createDynamoDbOrders(table),
    pointers: createDynamoDbPointers(table),
    log: createDynamoDbChangeLog(table),
    retention: createDynamoDbRetention(table),
    cipher: createOrderDocuments(settings, secrets, 'pipeline', systemClock).cipher,
  };
}
