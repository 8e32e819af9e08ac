import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { createDynamoDbAuditEntries } from '../../shared/adapters/dynamodb/audit-entries.ts';
import { createDynamoDbInterceptions } from '../../shared/adapters/dynamodb/interceptions.ts';
import { createDynamoDbKeyFingerprint } from '../../shared/adapters/dynamodb/key-fingerprint.ts';
import { createDynamoDbOrders } from '../../shared/adapters/dynamodb/orders.ts';
import { createDynamoDbPointers } from '../../shared/adapters/dynamodb/pointers.ts';
import { createDynamoDbRateCounters } from '../../shared/adapters/dynamodb/rate-counters.ts';
import { createSecrets } from '../../shared/adapters/secrets/create-secrets.ts';
import { createDocumentCipher } from '../../shared/adapters/secrets/document-cipher.ts';
import { confirmSubjectKeySecret } from '../../shared/identity/key-fingerprint.ts';
import { createNameDigester } from '../../shared/identity/name-digester.ts';
import { createSubjectKeyer } from '../../shared/identity/subject-keyer.ts';
import { createCounterNames } from '../../shared/rate-limits/counter-names.ts';
import { createContainerAuditTrail } from '../../shared/runtime/audit-trail.ts';
import { createDynamoDbClient } from '../../shared/runtime/aws-clients.ts';
import { systemClock } from '../../shared/runtime/clock.ts';
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
    'DYNAMODB_ENDPOINT',
  ]);
  const client = createDynamoDbClient({
    region: settings.AWS_REGION,
    endpoint: settings.DYNAMODB_ENDPOINT,
    profile: 'check',
  });
  const table = { client, tableName: settings.REGISTRY_TABLE };
  const secrets = createSecrets(settings);

  return {
    logger,
    newRequestId: randomUUID,
    clock: systemClock,
    wait: async (ms) => {
      await pause(Math.ceil(ms));
    },
    startDeadline: (limitMs) => AbortSignal.timeout(limitMs),
    onFlood: (by) => logger.warn('inquiry.flood', { by }),
    register: oncePerContainer(async (): Promise<Register> => {
      // Both secrets are fetched now: fetching one when the first order is opened would take time that can be seen.
      const [secret, documentKey] = await Promise.all([secrets.current(), secrets.documentKey()]);
      await confirmSubjectKeySecret(secret, createDynamoDbKeyFingerprint(table));
      return {
        keyer: createSubjectKeyer(secret),
        names: createNameDigester(secret),
        pointers: createDynamoDbPointers(table),
        orders: createDynamoDbOrders(table),
        interceptions: createDynamoDbInterceptions(table),
        cipher: createDocumentCipher(async () => documentKey),
        audit: createContainerAuditTrail(createDynamoDbAuditEntries(table)),
        counters: createDynamoDbRateCounters(table),
        counterNames: createCounterNames(secret),
      };
    }),
  };
}
