import { randomUUID } from 'node:crypto';
import { createDynamoDbActClaims } from '../../shared/adapters/dynamodb/act-claims.ts';
import { createDynamoDbAuditEntries } from '../../shared/adapters/dynamodb/audit-entries.ts';
import { createDynamoDbCourtMonths } from '../../shared/adapters/dynamodb/court-months.ts';
import { createDynamoDbDeadlines } from '../../shared/adapters/dynamodb/deadlines.ts';
import { createDynamoDbInterceptions } from '../../shared/adapters/dynamodb/interceptions.ts';
import { createDynamoDbKeyFingerprint } from '../../shared/adapters/dynamodb/key-fingerprint.ts';
import { createDynamoDbNotices } from '../../shared/adapters/dynamodb/notices.ts';
import { createDynamoDbObjections } from '../../shared/adapters/dynamodb/objections.ts';
import { createDynamoDbOrders } from '../../shared/adapters/dynamodb/orders.ts';
import { createDynamoDbReceipts } from '../../shared/adapters/dynamodb/receipts.ts';
import { createDynamoDbReminders } from '../../shared/adapters/dynamodb/reminders.ts';
import { createTokenVerifier } from '../../shared/adapters/http/bearer-auth.ts';
import { createRemoteKeys } from '../../shared/adapters/http/remote-keys.ts';
import { createStatementSigner } from '../../shared/adapters/jws/statement-signer.ts';
import { createS3AuditCheckpoints } from '../../shared/adapters/s3/audit-checkpoints.ts';
import { createS3PublicKeys } from '../../shared/adapters/s3/public-keys.ts';
import { createSecrets } from '../../shared/adapters/secrets/create-secrets.ts';
import { createDocumentCipher } from '../../shared/adapters/secrets/document-cipher.ts';
import { createSqsChangeQueue } from '../../shared/adapters/sqs/change-queue.ts';
import { createWorkingDays } from '../../shared/due-process/working-days.ts';
import { confirmSubjectKeySecret } from '../../shared/identity/key-fingerprint.ts';
import { createNameDigester } from '../../shared/identity/name-digester.ts';
import { createSubjectKeyer } from '../../shared/identity/subject-keyer.ts';
import { createContentDigester } from '../../shared/orders/content-digest.ts';
import type { IntakeDependencies } from '../../shared/orders/intake.ts';
import { createContainerAuditTrail } from '../../shared/runtime/audit-trail.ts';
import { createDynamoDbClient, createS3Client, createSqsClient } from '../../shared/runtime/aws-clients.ts';
import { systemClock } from '../../shared/runtime/clock.ts';
import type { Logger } from '../../shared/runtime/log.ts';
import { oncePerContainer } from '../../shared/runtime/once-per-container.ts';
import { readSettings } from '../../shared/runtime/settings.ts';
import type { RegistryDependencies } from './app.ts';

/**
 * Wires the registry API.
 *
 * @throws SettingsError that names every environment variable that is missing.
 */
export function createRegistryDependencies(
  env: Readonly<Record<string, string | undefined>>,
  logger: Logger,
): RegistryDependencies {
  const settings = readSettings(env, [
    'AWS_REGION',
    'REGISTRY_TABLE',
    'IMPOSITIONS_QUEUE_URL',
    'RELEASES_QUEUE_URL',
    'SECRETS_FILE',
    'SUBJECT_KEY_SECRET_ARN',
    'DOCUMENT_KEY_SECRET_ARN',
    'SIGNING_KEY_SECRET_ARN',
    'AUDIT_BUCKET',
    'TOKEN_ISSUER',
    'TOKEN_AUDIENCE',
    'TOKEN_JWKS_URL',
    'DYNAMODB_ENDPOINT',
    'SQS_ENDPOINT',
    'S3_ENDPOINT',
  ]);
  const region = settings.AWS_REGION;
  const client = createDynamoDbClient({ region, endpoint: settings.DYNAMODB_ENDPOINT, profile: 'pipeline' });
  const table = { client, tableName: settings.REGISTRY_TABLE };
  const secrets = createSecrets(settings);
  const cipher = createDocumentCipher(() => secrets.documentKey());
  const receipts = createDynamoDbReceipts(table);
  const queue = createSqsChangeQueue({
    client: createSqsClient({ region, endpoint: settings.SQS_ENDPOINT, profile: 'pipeline' }),
    queueUrls: { impositions: settings.IMPOSITIONS_QUEUE_URL, releases: settings.RELEASES_QUEUE_URL },
  });

  const auditEntries = createDynamoDbAuditEntries(table);
  const auditBucket = {
    client: createS3Client({ region, endpoint: settings.S3_ENDPOINT, profile: 'pipeline' }),
    bucket: settings.AUDIT_BUCKET,
  };

  return {
    logger,
    newRequestId: randomUUID,
    verifier: createTokenVerifier({
      issuer: settings.TOKEN_ISSUER,
      audience: settings.TOKEN_AUDIENCE,
      keys: createRemoteKeys(settings.TOKEN_JWKS_URL),
      clock: systemClock,
    }),
    clock: systemClock,
    audit: createContainerAuditTrail(auditEntries),
    auditEntries,
    auditCheckpoints: createS3AuditCheckpoints(auditBucket),
    statementSigner: createStatementSigner(() => secrets.signingKey()),
    publicKeys: createS3PublicKeys(auditBucket),
    claims: createDynamoDbActClaims(table),
    deadlines: createDynamoDbDeadlines(table),
    objections: createDynamoDbObjections(table),
    reminders: createDynamoDbReminders(table),
    workingDays: createWorkingDays(),
    interceptions: createDynamoDbInterceptions(table),
    courtMonths: createDynamoDbCourtMonths(table),
    notices: createDynamoDbNotices(table),
    orders: createDynamoDbOrders(table),
    receipts,
    cipher,
    intake: oncePerContainer(async (): Promise<IntakeDependencies> => {
      const secret = await secrets.current();
      await confirmSubjectKeySecret(secret, createDynamoDbKeyFingerprint(table));
      return {
        clock: systemClock,
        keyer: createSubjectKeyer(secret),
        names: createNameDigester(secret),
        digester: createContentDigester(secret),
        cipher,
        receipts,
        queue,
      };
    }),
  };
}
