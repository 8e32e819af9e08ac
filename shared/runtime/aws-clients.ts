import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { KMSClient } from '@aws-sdk/client-kms';
import { S3Client } from '@aws-sdk/client-s3';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SQSClient } from '@aws-sdk/client-sqs';
import { createRetryStrategy, type RetryLimits } from './retry-strategy.ts';

interface Limits extends RetryLimits {
  readonly connectMs: number;
  /** For one attempt, from its start to the answer's head; also the longest silence while the body is read. */
  readonly attemptMs: number;
}

/**
 * Every call ends within `maxAttempts × attemptMs` and the pauses between, unless an engine feeds the body of an answer
 * byte by byte; a caller with a deadline of its own passes an abort signal, which ends that too.
 */
export const PROFILES = {
  /** On the path of a check, which has one second in all: at most 650 ms. */
  check: { connectMs: 200, attemptMs: 300, maxAttempts: 2, firstPauseMs: 50, maxPauseMs: 50 },
  /** Intake, queues, snapshots: at most 14 s. */
  pipeline: { connectMs: 1_000, attemptMs: 3_000, maxAttempts: 4, firstPauseMs: 200, maxPauseMs: 1_000 },
  /** Snapshot files, sent in parts of several mebibytes. */
  files: { connectMs: 1_000, attemptMs: 15_000, maxAttempts: 4, firstPauseMs: 200, maxPauseMs: 1_000 },
  /** Receiving from a queue, which may wait 20 s for a message. */
  'long-poll': { connectMs: 1_000, attemptMs: 25_000, maxAttempts: 1, firstPauseMs: 0, maxPauseMs: 0 },
} as const satisfies Readonly<Record<string, Limits>>;

export type Profile = keyof typeof PROFILES;

export interface AwsClientOptions {
  readonly region: string;
  /** Another engine than the region's, such as the embedded one. */
  readonly endpoint?: string | undefined;
  readonly profile: Profile;
}

/*
 * Make each client once per container, at module level: it keeps its connections open, and a TLS handshake costs more
 * than any call.
 */

/**
 * Without the step that hands each command and its answer to a logger. The SDK walks through all of both for that, to
 * blank out what its model calls sensitive, even for the logger that it has by default and that writes nothing.
 * Measured: a fifth of the client's own work for an order of 15 attributes.
 */
export function createDynamoDbClient(options: AwsClientOptions): DynamoDBClient {
  const client = new DynamoDBClient(configOf(options));
  client.middlewareStack.remove('loggerMiddleware');
  return client;
}

export function createSqsClient(options: AwsClientOptions): SQSClient {
  return new SQSClient(configOf(options));
}

export function createS3Client(options: AwsClientOptions): S3Client {
  // Other engines have no DNS name for each bucket.
  return new S3Client({ ...configOf(options), forcePathStyle: options.endpoint !== undefined });
}

export function createSecretsManagerClient(options: AwsClientOptions): SecretsManagerClient {
  return new SecretsManagerClient(configOf(options));
}

export function createKmsClient(options: AwsClientOptions): KMSClient {
  return new KMSClient(configOf(options));
}

function configOf({ region, endpoint, profile }: AwsClientOptions) {
  const limits = PROFILES[profile];
  return {
    region,
    maxAttempts: limits.maxAttempts,
    retryStrategy: createRetryStrategy(limits, Math.random),
    requestHandler: {
      connectionTimeout: limits.connectMs,
      requestTimeout: limits.attemptMs,
      socketTimeout: limits.attemptMs,
      // Without it the handler only warns when the time is over, and goes on waiting.
      throwOnRequestTimeout: true,
    },
    ...(endpoint === undefined ? {} : { endpoint, ...standInCredentials(endpoint) }),
  };
}

/**
 * Embedded engines take any credentials, but the SDK does not send a request without some. An endpoint without TLS is
 * such an engine; a profile of the developer's own, perhaps long expired, is then left alone.
 */
function standInCredentials(endpoint: string) {
  if (!endpoint.startsWith('http:') || process.env.AWS_ACCESS_KEY_ID) return {};
  return { credentials: { accessKeyId: 'local', secretAccessKey: 'local' } };
}
