import type { Endpoints } from './engines.ts';
import type { Resources } from './resources.ts';

/** Whom the demo's tokens are for. */
export const TOKEN_AUDIENCE = 'consumption-check';

/**
 * The environment variables that the functions read, as the stack sets them when deployed. A record of its own: the
 * process's environment stays as it is.
 *
 * @param url base URL of this service, which issues the tokens itself.
 */
export function functionEnvironment(options: {
  readonly url: string;
  readonly region: string;
  readonly secretsFile: string;
  readonly endpoints: Endpoints;
  readonly resources: Resources;
  /** Whether webhooks may lead to this machine. */
  readonly loopbackWebhooks: boolean;
  readonly sandbox: boolean;
}): Readonly<Record<string, string>> {
  const { url, region, secretsFile, endpoints, resources, loopbackWebhooks, sandbox } = options;
  return {
    AWS_REGION: region,
    REGISTRY_TABLE: resources.tableName,
    IMPOSITIONS_QUEUE_URL: resources.impositions.url,
    RELEASES_QUEUE_URL: resources.releases.url,
    NOTICES_QUEUE_URL: resources.notices.url,
    NOTICES_DEAD_LETTERS_URL: resources.notices.deadLetterUrl,
    ...(loopbackWebhooks ? { LOOPBACK_WEBHOOKS: 'allow' } : {}),
    ...(sandbox ? { SANDBOX: 'on' } : {}),
    SNAPSHOT_BUCKET: resources.bucketName,
    AUDIT_BUCKET: resources.auditBucketName,
    SECRETS_FILE: secretsFile,
    TOKEN_ISSUER: url,
    TOKEN_AUDIENCE,
    TOKEN_JWKS_URL: `${url}/.well-known/jwks.json`,
    INQUIRY_URL: `${url}/inquiry`,
    DYNAMODB_ENDPOINT: endpoints.dynamodb,
    SQS_ENDPOINT: endpoints.sqs,
    S3_ENDPOINT: endpoints.s3,
  };
}
