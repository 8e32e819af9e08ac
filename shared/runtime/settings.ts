import * as z from 'zod';

const name = z.string().max(2_048, 'is too long');
const positive = z
  .string()
  .regex(/^\d{1,9}(?:\.\d{1,3})?$/, 'must be a number')
  .transform(Number)
  .refine((number) => number > 0, 'must be more than 0');
const url = z.url({ protocol: /^https?$/, error: 'must be an http(s) URL' });

/** Everything that a deployment sets from outside, by environment variable. A function reads only what it needs. */
const SETTINGS = {
  AWS_REGION: name,
  /** Name of the DynamoDB table `registry`. */
  REGISTRY_TABLE: name,
  IMPOSITIONS_QUEUE_URL: url,
  RELEASES_QUEUE_URL: url,
  SNAPSHOT_BUCKET: name,
  /** Path of the file with both secrets, where there is no Secrets Manager. */
  SECRETS_FILE: name.optional(),
  /** Secrets Manager: the secret that subject keys are made with. */
  SUBJECT_KEY_SECRET_ARN: name.optional(),
  /** Secrets Manager: the key that order documents were encrypted with before KMS had one, and are where it has none. */
  DOCUMENT_KEY_SECRET_ARN: name.optional(),
  /** KMS: the key that wraps the keys of order documents. */
  DOCUMENT_KMS_KEY_ARN: name.optional(),
  /** Secrets Manager: the key that operators' webhook secrets are encrypted with. */
  WEBHOOK_KEY_SECRET_ARN: name.optional(),
  /** Secrets Manager: the key that signs attestations and checkpoints of the audit chain. */
  SIGNING_KEY_SECRET_ARN: name.optional(),
  NOTICES_QUEUE_URL: url,
  NOTICES_DEAD_LETTERS_URL: url,
  /** Bucket of the signed checkpoints of the audit chain. */
  AUDIT_BUCKET: name,
  /** `allow` where webhooks may go to this machine, as in the embedded default; absent when deployed. */
  LOOPBACK_WEBHOOKS: z.literal('allow').optional(),
  /** `on` where synthetic subjects with fixed behaviour are available: everywhere but in production. */
  SANDBOX: z.literal('on').optional(),
  /** Version of the secret that subject keys are made with, for functions that need no more of it. */
  SUBJECT_KEY_VERSION: name.optional(),
  TOKEN_ISSUER: url,
  TOKEN_AUDIENCE: name,
  TOKEN_JWKS_URL: url,
  /** Where an intercepted person finds out more: base URL that redress references are added to. */
  INQUIRY_URL: url,
  /** Where the reference answers, what asks for a token answers, and tokens are issued. Absent: all in one place. */
  PUBLIC_URL: url.optional(),
  API_URL: url.optional(),
  TOKEN_URL: url.optional(),
  /** Base URL of the API that the canary asks, and where it obtains its tokens. */
  CANARY_API_URL: url,
  CANARY_TOKEN_URL: url,
  /** Secrets Manager: what the canary is known by, `{"clientId": …, "clientSecret": …}`. */
  CANARY_CREDENTIALS_SECRET_ARN: name,
  /** Under which CloudWatch keeps the metrics of this deployment; without it none are written. */
  METRICS_NAMESPACE: name.optional(),
  /** What each client may ask a second and at one moment, unless its record has limits of its own. */
  CLIENT_RATE_PER_SECOND: positive.optional(),
  CLIENT_BURST: positive.optional(),
  /** From how many different documents in an hour a client that reports hardly any outcome is suspected of a scan. */
  SCANNING_DOCUMENTS: positive.optional(),
  /** Below which percentage of outcomes it is. */
  SCANNING_OUTCOME_PERCENT: positive.optional(),
  /** What the rate of a suspected client is divided by until the hour is over; without it nobody is slowed down. */
  SCANNING_THROTTLE: positive.optional(),
  /** Other engines than those of the region. */
  DYNAMODB_ENDPOINT: url.optional(),
  SQS_ENDPOINT: url.optional(),
  S3_ENDPOINT: url.optional(),
} as const;

export type SettingName = keyof typeof SETTINGS;

export type Settings<Name extends SettingName> = {
  readonly [N in Name]: z.output<(typeof SETTINGS)[N]>;
};

/** A setting is missing or unusable: the function cannot start. Names settings, never their values. */
export class SettingsError extends Error {
  override readonly name = 'SettingsError';
}

/**
 * Reads the named settings. An empty variable counts as missing.
 *
 * @throws SettingsError that names every setting that is missing or not of the needed form.
 */
export function readSettings<const Name extends SettingName>(
  env: Readonly<Record<string, string | undefined>>,
  names: readonly Name[],
): Settings<Name> {
  const settings: Partial<Record<SettingName, unknown>> = {};
  const problems: string[] = [];
  for (const settingName of names) {
    const text = env[settingName] === '' ? undefined : env[settingName];
    const result = SETTINGS[settingName].safeParse(text);
    if (result.success) settings[settingName] = result.data;
    else
      problems.push(`${settingName} ${text === undefined ? 'is missing' : result.error.issues[0]?.message}`);
  }
  if (problems.length > 0) throw new SettingsError(`Set the environment variables: ${problems.join('; ')}`);
  return settings as Settings<Name>;
}
