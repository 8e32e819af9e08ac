import { CfnOutput, Duration, Stack, type StackProps } from 'aws-cdk-lib';
import { HttpApi, HttpMethod, type IHttpRouteAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpJwtAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2-authorizers';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import type { Construct } from 'constructs';
import type { ChangeLane as LaneName } from '../../shared/orders/ports.ts';
import type { ChangeLane } from '../constructs/change-lane.ts';
import { allowItems } from '../constructs/registry-table.ts';
import { ServiceFunction } from '../constructs/service-function.ts';
import { TOKEN_AUDIENCE } from '../constructs/token-issuer.ts';
import type { DataStack } from './data-stack.ts';
import type { DeploymentContext } from './deployment-context.ts';

export interface ApiStackProps extends StackProps {
  readonly data: DataStack;
  readonly lanes: Readonly<Record<LaneName, ChangeLane>>;
  readonly context: DeploymentContext;
}

/** What answers requests: the HTTP API, its two functions, and the clients that may ask. */
export class ApiStack extends Stack {
  constructor(scope: Construct, id: string, { data, lanes, context, ...props }: ApiStackProps) {
    super(scope, id, props);
    const api = new HttpApi(this, 'HttpApi', {
      apiName: 'consumption-check',
      description: 'Consumption check',
    });
    const authorizer = this.#addAuthorizer(data, context);
    const checks = this.#addCheckApi(data, context.inquiryUrl ?? `${api.apiEndpoint}/inquiry`);
    const registry = this.#addRegistryApi(data, lanes);

    // No catch-all: what is not listed ends at the gateway.
    const route = (method: HttpMethod, path: string, fn: ServiceFunction, guard?: IHttpRouteAuthorizer) =>
      api.addRoutes({
        path,
        methods: [method],
        integration: new HttpLambdaIntegration(`${fn.node.id}Integration`, fn),
        ...(guard ? { authorizer: guard } : {}),
      });
    route(HttpMethod.GET, '/health', checks);
    route(HttpMethod.POST, '/v1/checks', checks, authorizer);
    route(HttpMethod.POST, '/v1/checks/{checkId}/outcome', checks, authorizer);
    route(HttpMethod.POST, '/v1/list-changes', registry, authorizer);
    route(HttpMethod.GET, '/v1/list-changes/{changeId}', registry, authorizer);
    route(HttpMethod.GET, '/v1/orders/{orderId}', registry, authorizer);
    new CfnOutput(this, 'Url', { value: api.apiEndpoint, description: 'Base URL of the HTTP API' });
  }

  /**
   * Access tokens of Cognito carry no `aud`; the gateway then compares `client_id` with the audiences. So every client
   * is an audience, and lives in the stack of the authorizer that names it: removing one is then a single update.
   */
  #addAuthorizer({ tokenIssuer }: DataStack, { clients }: DeploymentContext): IHttpRouteAuthorizer {
    const clientIds = Object.entries(clients).map(([name, scopes]) => {
      const { userPoolClientId } = tokenIssuer.addClient(this, name, scopes);
      new CfnOutput(this, `ClientId-${name}`, { value: userPoolClientId });
      return userPoolClientId;
    });
    return new HttpJwtAuthorizer('AccessToken', tokenIssuer.issuer, { jwtAudience: clientIds });
  }

  #addCheckApi(data: DataStack, inquiryUrl: string): ServiceFunction {
    const checks = new ServiceFunction(this, 'CheckApi', {
      folder: 'check-api',
      description: 'Answers whether a purchase may go ahead',
      environment: {
        REGISTRY_TABLE: data.table.tableName,
        SNAPSHOT_BUCKET: data.snapshots.bucketName,
        SUBJECT_KEY_SECRET_ARN: data.subjectKey.secretArn,
        INQUIRY_URL: inquiryUrl,
        ...tokenSettings(data),
      },
      // A whole virtual processor; the filter of 20 million keys takes 48 MB, twice while it is replaced.
      memorySizeMb: 1_769,
      // A check limits itself to one second. This is for what has no such limit, such as the first load of a snapshot:
      // ending that early would end the container with it, and the next one would begin from nothing.
      timeout: Duration.seconds(10),
    });
    allowItems(checks, data.table, {
      GetItem: ['orders', 'snapshot', 'keyFingerprint', 'allowances', 'checkEffects'],
      BatchGetItem: ['orders'],
      Query: ['pointers', 'log'],
      PutItem: ['keyFingerprint', 'allowances', 'checkEffects'],
      UpdateItem: ['interceptions'],
      DeleteItem: ['interceptions'],
    });
    checks.allow(['s3:GetObject'], [data.snapshots.arnForObjects('*')]);
    checks.allow(['secretsmanager:GetSecretValue'], [data.subjectKey.secretArn]);
    return checks;
  }

  #addRegistryApi(data: DataStack, lanes: Readonly<Record<LaneName, ChangeLane>>): ServiceFunction {
    const registry = new ServiceFunction(this, 'RegistryApi', {
      folder: 'registry-api',
      description: 'Takes list changes from courts and shows what became of them',
      environment: {
        REGISTRY_TABLE: data.table.tableName,
        IMPOSITIONS_QUEUE_URL: lanes.impositions.queue.queueUrl,
        RELEASES_QUEUE_URL: lanes.releases.queue.queueUrl,
        SUBJECT_KEY_SECRET_ARN: data.subjectKey.secretArn,
        DOCUMENT_KEY_SECRET_ARN: data.documentKey.secretArn,
        ...tokenSettings(data),
      },
      memorySizeMb: 1_024,
      // The gateway waits for 30 s.
      timeout: Duration.seconds(29),
    });
    allowItems(registry, data.table, {
      GetItem: ['orders', 'receipts', 'keyFingerprint'],
      PutItem: ['receipts', 'keyFingerprint'],
    });
    registry.allow(['sqs:SendMessage'], [lanes.impositions.queue.queueArn, lanes.releases.queue.queueArn]);
    registry.allow(
      ['secretsmanager:GetSecretValue'],
      [data.subjectKey.secretArn, data.documentKey.secretArn],
    );
    return registry;
  }
}

/** The functions verify every token themselves, whatever the gateway has done. */
function tokenSettings({ tokenIssuer }: DataStack) {
  return {
    TOKEN_ISSUER: tokenIssuer.issuer,
    TOKEN_JWKS_URL: tokenIssuer.jwksUrl,
    TOKEN_AUDIENCE,
  };
}
