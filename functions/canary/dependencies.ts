import { randomInt } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { GetSecretValueCommand, type SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import * as z from 'zod';
import { SecretsError } from '../../shared/adapters/secrets/secrets-error.ts';
import { parseSecretJson } from '../../shared/adapters/secrets/versioned-key.ts';
import { createSecretsManagerClient } from '../../shared/runtime/aws-clients.ts';
import { systemClock } from '../../shared/runtime/clock.ts';
import { createContainerMetrics } from '../../shared/runtime/container-metrics.ts';
import type { Logger } from '../../shared/runtime/log.ts';
import { readSettings } from '../../shared/runtime/settings.ts';
import type { CanaryDependencies } from './app.ts';
import { type Credentials, createServiceApi } from './service-api.ts';

/** A run gives up by itself before this; it is for calls that hang. Below the minute until the next run. */
const RUN_LIMIT_MS = 50_000;
/** Case numbers have at most six digits here. */
const MARKS = 1_000_000;

/** Not a number that comes twice soon, so that two runs in one turn differ. */
export const newMark = (): number => randomInt(1, MARKS);

export const waitMs = async (ms: number): Promise<void> => {
  await pause(ms);
};

/**
 * Wires the canary. It has no grant on the table, a queue or a key: it asks as any operator and any court does.
 *
 * @throws SettingsError that names every environment variable that is missing.
 */
export function createCanaryDependencies(
  env: Readonly<Record<string, string | undefined>>,
  logger: Logger,
): CanaryDependencies {
  const settings = readSettings(env, [
    'AWS_REGION',
    'CANARY_API_URL',
    'CANARY_TOKEN_URL',
    'CANARY_CREDENTIALS_SECRET_ARN',
    'METRICS_NAMESPACE',
  ]);
  const client = createSecretsManagerClient({ region: settings.AWS_REGION, profile: 'pipeline' });
  return {
    logger,
    metrics: createContainerMetrics(settings, 'canary'),
    clock: systemClock,
    wait: waitMs,
    series: 'canary',
    newMark,
    newApi: () =>
      createServiceApi({
        url: settings.CANARY_API_URL,
        tokenUrl: settings.CANARY_TOKEN_URL,
        // Read for each run: new credentials are used within a minute.
        credentials: () => readCredentials(client, settings.CANARY_CREDENTIALS_SECRET_ARN),
        signal: AbortSignal.timeout(RUN_LIMIT_MS),
      }),
  };
}

const credentialsForm = z.object({ clientId: z.string().min(1), clientSecret: z.string().min(1) });

async function readCredentials(client: SecretsManagerClient, arn: string): Promise<Credentials> {
  const what = "the canary's credentials";
  const { SecretString: text } = await client.send(new GetSecretValueCommand({ SecretId: arn }));
  const credentials = credentialsForm.safeParse(text === undefined ? text : parseSecretJson(text, what));
  if (credentials.success) return credentials.data;
  throw new SecretsError(`${what} must be {"clientId": …, "clientSecret": …}: see infra/observability.md`);
}
