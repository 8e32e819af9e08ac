import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { createDynamoDbAuditEntries } from '../../shared/adapters/dynamodb/audit-entries.ts';
import { createDynamoDbInterceptions } from '../../shared/adapters/dynamodb/interceptions.ts';
import { createDynamoDbOrders } from '../../shared/adapters/dynamodb/orders.ts';
import { createDynamoDbPointers } from '../../shared/adapters/dynamodb/pointers.ts';
import { createDynamoDbRateCounters } from '../../shared/adapters/dynamodb/rate-counters.ts';
import { createOrderDocuments } from '../../shared/adapters/kms/order-documents.ts';
import { createSecrets } from '../../shared/adapters/secrets/create-secrets.ts';
import { derivedFrom } from '../../shared/key-rotation/kept-keys.ts';
import { keyMakersOf } from '../../shared/key-rotation/makers.ts';
import { createCounterNames } from '../../shared/rate-limits/counter-names.ts';
import { createContainerAuditTrail } from '../../shared/runtime/audit-trail.ts';
import { createDynamoDbClient } from '../../shared/runtime/aws-clients.ts';
import { systemClock } from '../../shared/runtime/clock.ts';
import { createContainerKeys } from '../../shared/runtime/container-keys.ts';
import { createContainerMetrics } from '../../shared/runtime/container-metrics.ts';
import type { Logger } from '../../shared/runtime/log.ts';
import { oncePerContainer } from '../../shared/runtime/once-per-container.ts';
import { readSettings } from '../../shared/runtime/settings.ts';
import type { InquiryAppDependencies } from './app.ts';
import type { Register } from './ask.ts';

/**
 * Wires the inquiry.
 *
 * @throws SettingsError that names every environment variable that is missing.
 */
export function createInquiryDependencies(
  env: Readonly<Record<string, string | undefined>>,
  logger: Logger,
): InquiryAppDependencies {
  const settings = readSettings(env, [
    'AWS_REGION',
    'REGISTRY_TABLE',
    'SECRETS_FILE',
    'SUBJECT_KEY_SECRET_ARN',
    'DOCUMENT_KEY_SECRET_ARN',
    'DOCUMENT_KMS_KEY_ARN',
    'METRICS_NAMESPACE',
    'DYNAMODB_ENDPOINT',
  ]);
  const client = createDynamoDbClient({
    region: settings.AWS_REGION,
    endpoint: settings.DYNAMODB_ENDPOINT,
    profile: 'check',
  });
  const table = { client, tableName: settings.REGISTRY_TABLE };
  const secrets = createSecrets(settings);
  const documents = createOrderDocuments(settings, secrets, 'check', systemClock);

  const keys = createContainerKeys({ secrets, table, logger, use: 'lookup' });
  const documentsReady = oncePerContainer(async () => {
    await documents.prepare();
    return documents;
  });
  const register = derivedFrom(
    keys,
    ({ lookup, digests }): Register => ({
      ...keyMakersOf(lookup),
      pointers: createDynamoDbPointers(table),
      orders: createDynamoDbOrders(table),
      interceptions: createDynamoDbInterceptions(table),
      cipher: documents.cipher,
      canOpen: documents.reach,
      audit: createContainerAuditTrail(createDynamoDbAuditEntries(table)),
      counters: createDynamoDbRateCounters(table),
      counterNames: createCounterNames(digests),
    }),
  );

  return {
    logger,
    metrics: createContainerMetrics(settings, 'inquiry-api'),
    newRequestId: randomUUID,
    clock: systemClock,
    wait: async (ms) => {
      await pause(Math.ceil(ms));
    },
    startDeadline: (limitMs) => AbortSignal.timeout(limitMs),
    onFlood: (by) => logger.warn('inquiry.flood', { by }),
    // Both secrets are fetched now: fetching one when the first order is opened would take time that can be seen.
    register: async () => (await Promise.all([register(), documentsReady()]))[0],
  };
}
