import { randomBytes, randomUUID } from 'node:crypto';
import { createDynamoDbAllowances } from '../../shared/adapters/dynamodb/allowances.ts';
import { createDynamoDbChangeLog } from '../../shared/adapters/dynamodb/change-log.ts';
import { createDynamoDbCheckEffects } from '../../shared/adapters/dynamodb/check-effects.ts';
import { createDynamoDbInterceptions } from '../../shared/adapters/dynamodb/interceptions.ts';
import { createDynamoDbKeyFingerprint } from '../../shared/adapters/dynamodb/key-fingerprint.ts';
import { createDynamoDbOrders } from '../../shared/adapters/dynamodb/orders.ts';
import { createDynamoDbPointers } from '../../shared/adapters/dynamodb/pointers.ts';
import { createDynamoDbSnapshotManifests } from '../../shared/adapters/dynamodb/snapshot-manifests.ts';
import { createTokenVerifier } from '../../shared/adapters/http/bearer-auth.ts';
import { createRemoteKeys } from '../../shared/adapters/http/remote-keys.ts';
import { createStatementSigner } from '../../shared/adapters/jws/statement-signer.ts';
import { createS3SnapshotReader } from '../../shared/adapters/s3/snapshot-reader.ts';
import { createSecrets } from '../../shared/adapters/secrets/create-secrets.ts';
import { createAttester } from '../../shared/attestations/attester.ts';
import { SALT_BYTES } from '../../shared/attestations/document-digest.ts';
import { createCheckEngine } from '../../shared/check/check-engine.ts';
import type { SubjectLookup } from '../../shared/check/ports.ts';
import type { CheckId } from '../../shared/contracts/ids.ts';
import { createFollower, type Follower } from '../../shared/filter/follower.ts';
import { confirmSubjectKeySecret } from '../../shared/identity/key-fingerprint.ts';
import { createNameDigester } from '../../shared/identity/name-digester.ts';
import { createSubjectKeyer } from '../../shared/identity/subject-keyer.ts';
import { createDecisionIds } from '../../shared/interceptions/decision-ids.ts';
import { createDynamoDbClient, createS3Client } from '../../shared/runtime/aws-clients.ts';
import { systemClock } from '../../shared/runtime/clock.ts';
import type { Logger } from '../../shared/runtime/log.ts';
import { oncePerContainer } from '../../shared/runtime/once-per-container.ts';
import { readSettings } from '../../shared/runtime/settings.ts';
import type { CheckAppDependencies } from './app.ts';
import { logFollowerEvent } from './follower-log.ts';

/**
 * A check answers within one second in all. Reads share this part of it; what is left is for reading the request and
 * writing the answer.
 */
export const READ_BUDGET_MS = 850;

/** What a check may have taken when its statement is signed, and what signing gets in any case. */
const SIGNED_WITHIN_MS = 950;
const LEAST_FOR_SIGNING_MS = 100;

export const CHECK_SETTINGS = [
  'AWS_REGION',
  'REGISTRY_TABLE',
  'SNAPSHOT_BUCKET',
  'SECRETS_FILE',
  'SUBJECT_KEY_SECRET_ARN',
  'SIGNING_KEY_SECRET_ARN',
  'TOKEN_ISSUER',
  'TOKEN_AUDIENCE',
  'TOKEN_JWKS_URL',
  'INQUIRY_URL',
  'DYNAMODB_ENDPOINT',
  'S3_ENDPOINT',
] as const;

/**
 * Wires the check API.
 *
 * @throws SettingsError that names every environment variable that is missing.
 */
export function createCheckDependencies(
  env: Readonly<Record<string, string | undefined>>,
  logger: Logger,
): CheckAppDependencies {
  const settings = readSettings(env, CHECK_SETTINGS);
  const region = settings.AWS_REGION;
  const client = createDynamoDbClient({ region, endpoint: settings.DYNAMODB_ENDPOINT, profile: 'check' });
  const s3 = createS3Client({ region, endpoint: settings.S3_ENDPOINT, profile: 'files' });
  const table = { client, tableName: settings.REGISTRY_TABLE };
  const secrets = createSecrets(settings);
  const interceptions = createDynamoDbInterceptions(table);
  const allowances = createDynamoDbAllowances(table);
  const effects = createDynamoDbCheckEffects(table);

  const lookup = oncePerContainer(async (): Promise<SubjectLookup & { follower: Follower }> => {
    const secret = await secrets.current();
    await confirmSubjectKeySecret(secret, createDynamoDbKeyFingerprint(table));
    return {
      keyer: createSubjectKeyer(secret),
      names: createNameDigester(secret),
      decisionIds: createDecisionIds(secret.key),
      follower: createFollower({
        log: createDynamoDbChangeLog(table),
        manifests: createDynamoDbSnapshotManifests(table),
        files: createS3SnapshotReader({ client: s3, bucket: settings.SNAPSHOT_BUCKET }),
        clock: systemClock,
        secretVersion: secret.version,
        onEvent: (event) => logFollowerEvent(logger, event),
      }),
    };
  });

  return {
    logger,
    newRequestId: randomUUID,
    clock: systemClock,
    verifier: createTokenVerifier({
      issuer: settings.TOKEN_ISSUER,
      audience: settings.TOKEN_AUDIENCE,
      keys: createRemoteKeys(settings.TOKEN_JWKS_URL),
      clock: systemClock,
    }),
    engine: createCheckEngine({
      clock: systemClock,
      lookup,
      pointers: createDynamoDbPointers(table),
      orders: createDynamoDbOrders(table),
      interceptions,
      allowances,
      effects,
      newCheckId: () => `chk_${randomUUID()}` as CheckId,
      startDeadline: (spentMs) => AbortSignal.timeout(Math.max(0, Math.round(READ_BUDGET_MS - spentMs))),
      inquiryUrl: settings.INQUIRY_URL,
      onUndetermined: (error, subjects) => logger.warn('check.undetermined', { error, subjects }),
    }),
    attester: createAttester({
      clock: systemClock,
      signer: createStatementSigner(() => secrets.signingKey()),
      newSalt: () => randomBytes(SALT_BYTES),
      startDeadline: (spentMs) =>
        AbortSignal.timeout(Math.max(LEAST_FOR_SIGNING_MS, Math.round(SIGNED_WITHIN_MS - spentMs))),
      onUnavailable: (error) => logger.warn('attestation.unavailable', { error }),
    }),
    outcomes: {
      effects,
      allowances,
      interceptions,
      onOverUsed: ({ orderId, name }) => logger.warn('grant.over-used', { orderId, allowance: name }),
    },
    followerStatus: async () => {
      const { follower } = await lookup();
      follower.view();
      await follower.idle();
      return follower.status();
    },
  };
}
