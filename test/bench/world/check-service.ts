import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createCheckApp } from '../../../functions/check-api/app.ts';
import { createCheckDependencies } from '../../../functions/check-api/dependencies.ts';
import { createDynamoDbClients } from '../../../shared/adapters/dynamodb/clients.ts';
import { handleOnLambda } from '../../../shared/adapters/http/lambda-entry.ts';
import { createDynamoDbClient } from '../../../shared/runtime/aws-clients.ts';
import { wrapHandler } from '../../../shared/runtime/lambda.ts';
import type { Logger } from '../../../shared/runtime/log.ts';
import { clientRecord, createTestTokens } from '../../support/tokens.ts';
import { OVERLAY_KEYS, SNAPSHOT_KEYS } from './scale.ts';

export interface Engines {
  readonly dynamoDbEndpoint: string;
  readonly tableName: string;
  readonly s3Endpoint: string;
  readonly bucket: string;
}

const AUDIENCE = 'consumption-check';
export const OPERATOR = 'bench-rail';

/**
 * The check API, wired from environment variables as it is deployed, and its Lambda handler; with a filter that has
 * been loaded from S3 and follows the log in DynamoDB.
 */
export async function startCheckService(engines: Engines, secretsFile: string) {
  const tokens = await createTestTokens();
  const issuer = createServer((_request, response) => {
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify({ keys: [tokens.signingKey.publicJwk] }));
  }).listen(0, '127.0.0.1');
  await new Promise((resolve) => issuer.once('listening', resolve));

  const environment = checkEnvironment();
  await recordOperator(engines);
  const deps = createCheckDependencies(environment, silentLogger);
  const app = createCheckApp(deps);
  const status = await deps.followerStatus();
  // A few keys less: those that the filter took for known when they were added.
  if (!status?.usable || status.keys < 0.999 * (SNAPSHOT_KEYS + OVERLAY_KEYS)) {
    throw new Error(`the filter is not there: ${JSON.stringify(status)}`);
  }

  return {
    environment,
    engine: deps.engine,
    verifier: deps.verifier,
    app,
    handler: wrapHandler(handleOnLambda(app), { logger: silentLogger }),
    filterKeys: status.keys,
    /**
     * Rows that never wait let no answer in, so a poll that was due would time out within them and the filter get too
     * old to be used. In service requests come with pauses between.
     */
    pollIfDue: deps.followerStatus,
    token: await tokens.token({ clientId: OPERATOR, scopes: ['check:rail'], audience: AUDIENCE }),
    stop: () => void issuer.close(),
  };

  function checkEnvironment() {
    return {
      AWS_REGION: 'us-east-1',
      REGISTRY_TABLE: engines.tableName,
      SNAPSHOT_BUCKET: engines.bucket,
      SECRETS_FILE: secretsFile,
      TOKEN_ISSUER: tokens.issuer,
      TOKEN_AUDIENCE: AUDIENCE,
      TOKEN_JWKS_URL: `http://127.0.0.1:${(issuer.address() as AddressInfo).port}/jwks.json`,
      INQUIRY_URL: 'https://inquiries.example/ask',
      // One client asks as much as a machine can answer.
      CLIENT_RATE_PER_SECOND: '100000000',
      CLIENT_BURST: '100000000',
      SCANNING_DOCUMENTS: '100000000',
      DYNAMODB_ENDPOINT: engines.dynamoDbEndpoint,
      S3_ENDPOINT: engines.s3Endpoint,
    };
  }
}

export type CheckService = Awaited<ReturnType<typeof startCheckService>>;

/** Standard output belongs to the result; a warning or a fault would mean that something else was measured. */
export const silentLogger: Logger & { setInvocation(): void } = {
  info() {},
  warn: (code, fields) => console.error('warning:', code, fields?.error ?? ''),
  error: (code, fields) => console.error('fault:', code, fields?.error ?? ''),
  setInvocation() {},
};

/** The register knows the operator whose token the requests carry. */
async function recordOperator({ dynamoDbEndpoint: endpoint, tableName }: Engines): Promise<void> {
  const client = createDynamoDbClient({ region: 'us-east-1', endpoint, profile: 'pipeline' });
  await createDynamoDbClients({ client, tableName }).put(clientRecord(OPERATOR));
  client.destroy();
}
