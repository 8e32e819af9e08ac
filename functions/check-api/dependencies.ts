import { randomBytes, randomUUID } from 'node:crypto';
import { createDynamoDbAllowances } from '../../shared/adapters/dynamodb/allowances.ts';
import { createDynamoDbChangeLog } from '../../shared/adapters/dynamodb/change-log.ts';
import { createDynamoDbCheckEffects } from '../../shared/adapters/dynamodb/check-effects.ts';
import { createDynamoDbInterceptions } from '../../shared/adapters/dynamodb/interceptions.ts';
import { createDynamoDbOrders } from '../../shared/adapters/dynamodb/orders.ts';
import { createDynamoDbPointers } from '../../shared/adapters/dynamodb/pointers.ts';
import { createDynamoDbSnapshotManifests } from '../../shared/adapters/dynamodb/snapshot-manifests.ts';
import { createStatementSigner } from '../../shared/adapters/jws/statement-signer.ts';
import { createS3SnapshotReader } from '../../shared/adapters/s3/snapshot-reader.ts';
import { createSecrets } from '../../shared/adapters/secrets/create-secrets.ts';
import { createAttester } from '../../shared/attestations/attester.ts';
import { SALT_BYTES } from '../../shared/attestations/document-digest.ts';
import { createCheckEngine } from '../../shared/check/check-engine.ts';
import type { SubjectLookup } from '../../shared/check/ports.ts';
import type { CheckId } from '../../shared/contracts/ids.ts';
import { createFollower, type Follower } from '../../shared/filter/follower.ts';
import { createDecisionIds } from '../../shared/interceptions/decision-ids.ts';
import { derivedFrom } from '../../shared/key-rotation/kept-keys.ts';
import { keyMakersOf } from '../../shared/key-rotation/makers.ts';
import { createDynamoDbClient, createS3Client } from '../../shared/runtime/aws-clients.ts';
import { createContainerClientLimiter } from '../../shared/runtime/client-limiter.ts';
import { systemClock } from '../../shared/runtime/clock.ts';
import { createContainerKeys } from '../../shared/runtime/container-keys.ts';
import { createContainerMetrics } from '../../shared/runtime/container-metrics.ts';
import type { Logger } from '../../shared/runtime/log.ts';
import { readSettings } from '../../shared/runtime/settings.ts';
import { createContainerTokenVerifier } from '../../shared/runtime/token-verifier.ts';
import { troubledPointers } from '../../shared/sandbox/troubled-pointers.ts';
import { DEFAULT_RULE } from '../../shared/scanning/rule.ts';
import { createScanWatch } from '../../shared/scanning/scan-watch.ts';
import type { CheckAppDependencies } from './app.ts';
import { logFollowerEvent } from './follower-log.ts';
import { countLookups, countOrderReads, measureAnswers, measureFollower } from './measure.ts';

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
  'METRICS_NAMESPACE',
  'CLIENT_RATE_PER_SECOND',
  'CLIENT_BURST',
  'SCANNING_DOCUMENTS',
  'SCANNING_OUTCOME_PERCENT',
  'SCANNING_THROTTLE',
  'SANDBOX',
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
  const metrics = createContainerMetrics(settings, 'check-api');
  const { SCANNING_DOCUMENTS: documents, SCANNING_OUTCOME_PERCENT: percent } = settings;
  const scanning = createScanWatch({
    rule: {
      documents: documents ?? DEFAULT_RULE.documents,
      outcomeShare: percent === undefined ? DEFAULT_RULE.outcomeShare : percent / 100,
      slowdown: settings.SCANNING_THROTTLE ?? DEFAULT_RULE.slowdown,
    },
    onSuspected: (suspicion) => logger.warn('check.scanning-suspected', { ...suspicion }),
  });
  const pointers = countLookups(createDynamoDbPointers(table), metrics);
  const interceptions = createDynamoDbInterceptions(table);
  const allowances = createDynamoDbAllowances(table);
  const effects = createDynamoDbCheckEffects(table);

  let follower: { readonly version: string; readonly follower: Follower } | undefined;
  const followerOf = (version: string): Follower => {
    if (follower?.version === version) return follower.follower;
    const made = createFollower({
      log: createDynamoDbChangeLog(table),
      manifests: createDynamoDbSnapshotManifests(table),
      files: createS3SnapshotReader({ client: s3, bucket: settings.SNAPSHOT_BUCKET }),
      clock: systemClock,
      secretVersion: version,
      onEvent: (event) => logFollowerEvent(logger, event),
    });
    follower = { version, follower: made };
    return made;
  };
  const keys = createContainerKeys({
    secrets,
    table,
    logger,
    use: 'lookup',
    // Checks go on with the version before until the filter for the other one is there.
    prepare: ({ lookup }) => followerOf(lookup.version).poll(),
  });
  const lookup = derivedFrom(keys, (known): SubjectLookup & { unmeasured: Follower } => {
    const unmeasured = followerOf(known.lookup.version);
    return {
      ...keyMakersOf(known.lookup),
      decisionIds: createDecisionIds(known.digests.key),
      follower: measureFollower(unmeasured, metrics),
      unmeasured,
    };
  });

  return {
    logger,
    newRequestId: randomUUID,
    clock: systemClock,
    verifier: createContainerTokenVerifier(settings, table, 'last-known'),
    limiter: createContainerClientLimiter('check', settings, table, logger, scanning),
    scanning,
    engine: createCheckEngine({
      clock: systemClock,
      lookup,
      pointers:
        settings.SANDBOX === 'on' ? troubledPointers(pointers, async () => (await lookup()).keyer) : pointers,
      orders: countOrderReads(createDynamoDbOrders(table), metrics),
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
    onAnswered: measureAnswers(metrics, systemClock),
    outcomes: {
      effects,
      allowances,
      interceptions,
      onOverUsed: ({ orderId, name }) => logger.warn('grant.over-used', { orderId, allowance: name }),
    },
    followerStatus: async () => {
      // Asking for its health is no check.
      const { unmeasured: follower } = await lookup();
      follower.view();
      await follower.idle();
      return follower.status();
    },
  };
}
