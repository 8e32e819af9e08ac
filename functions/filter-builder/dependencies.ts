import { randomUUID } from 'node:crypto';
import { createDynamoDbChangeLog } from '../../shared/adapters/dynamodb/change-log.ts';
import { createDynamoDbKeyState } from '../../shared/adapters/dynamodb/key-state.ts';
import { createDynamoDbListedKeys } from '../../shared/adapters/dynamodb/listed-keys.ts';
import { createDynamoDbSnapshotManifests } from '../../shared/adapters/dynamodb/snapshot-manifests.ts';
import { createS3SnapshotFiles } from '../../shared/adapters/s3/snapshot-files.ts';
import { createFileSecrets } from '../../shared/adapters/secrets/file-secrets.ts';
import type { KeyStateStore } from '../../shared/key-rotation/ports.ts';
import { snapshotCoverage } from '../../shared/key-rotation/state.ts';
import { createDynamoDbClient, createS3Client } from '../../shared/runtime/aws-clients.ts';
import { systemClock } from '../../shared/runtime/clock.ts';
import { createContainerMetrics } from '../../shared/runtime/container-metrics.ts';
import type { Logger } from '../../shared/runtime/log.ts';
import { readSettings, SettingsError } from '../../shared/runtime/settings.ts';
import type { FilterBuilderDependencies } from './app.ts';

/** Parts of the table that are read side by side, a page of 1 MB of each: a single reader would mostly wait. */
const SCAN_SEGMENTS = 16;

/**
 * Wires the filter builder. It scans keys and never makes one, so it may not read the secret when deployed: which versions
 * of it count, it reads in the register. Of a register that does not know yet it is told (`SUBJECT_KEY_VERSION`).
 *
 * @throws SettingsError that names every environment variable that is missing.
 */
export function createFilterBuilderDependencies(
  env: Readonly<Record<string, string | undefined>>,
  logger: Logger,
): FilterBuilderDependencies {
  const settings = readSettings(env, [
    'AWS_REGION',
    'REGISTRY_TABLE',
    'SNAPSHOT_BUCKET',
    'SUBJECT_KEY_VERSION',
    'SECRETS_FILE',
    'METRICS_NAMESPACE',
    'DYNAMODB_ENDPOINT',
    'S3_ENDPOINT',
  ]);
  const region = settings.AWS_REGION;
  const client = createDynamoDbClient({ region, endpoint: settings.DYNAMODB_ENDPOINT, profile: 'pipeline' });
  const table = { client, tableName: settings.REGISTRY_TABLE };
  return {
    logger,
    metrics: createContainerMetrics(settings, 'filter-builder'),
    log: createDynamoDbChangeLog(table),
    listedKeys: createDynamoDbListedKeys(table, { segments: SCAN_SEGMENTS }),
    manifests: createDynamoDbSnapshotManifests(table),
    files: createS3SnapshotFiles({
      client: createS3Client({ region, endpoint: settings.S3_ENDPOINT, profile: 'files' }),
      bucket: settings.SNAPSHOT_BUCKET,
    }),
    clock: systemClock,
    newFileId: randomUUID,
    secretVersion: coverageFrom(createDynamoDbKeyState(table), secretVersionFrom(settings)),
    peakMemoryBytes: () => process.resourceUsage().maxRSS * 1_024,
  };
}

function coverageFrom(
  register: Pick<KeyStateStore, 'read'>,
  versionOfNew: () => Promise<string>,
): () => Promise<string> {
  return async () => {
    const state = await register.read();
    return state ? snapshotCoverage(state) : await versionOfNew();
  };
}

function secretVersionFrom(settings: {
  readonly SUBJECT_KEY_VERSION: string | undefined;
  readonly SECRETS_FILE: string | undefined;
}): () => Promise<string> {
  const { SUBJECT_KEY_VERSION: version, SECRETS_FILE: path } = settings;
  if (version !== undefined) return async () => version;
  if (path === undefined)
    throw new SettingsError('Set the environment variable SUBJECT_KEY_VERSION or SECRETS_FILE');
  const secrets = createFileSecrets(path);
  return async () => (await secrets.current()).version;
}
