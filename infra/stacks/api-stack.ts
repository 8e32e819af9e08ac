import { CfnOutput, Duration, Stack, type StackProps } from 'aws-cdk-lib';
import {
  type CfnRoute,
  CfnStage,
  HttpApi,
  type HttpMethod,
  type HttpRoute,
  type IHttpRouteAuthorizer,
} from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpJwtAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2-authorizers';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import type { ChangeLane as LaneName } from '../../shared/orders/ports.ts';
import type { ChangeLane } from '../constructs/change-lane.ts';
import { allowCourtMonths, allowItems } from '../constructs/registry-table.ts';
import { ServiceFunction } from '../constructs/service-function.ts';
import { TOKEN_AUDIENCE } from '../constructs/token-issuer.ts';
import type { DataStack } from './data-stack.ts';
import type { DeploymentContext } from './deployment-context.ts';
import {
  CHECK_ROUTES,
  HEALTH_ROUTE,
  INQUIRY_ROUTES,
  NOTICES_ROUTES,
  REGISTRY_ROUTES,
  type RouteKey,
  type RouteLimit,
  SIGNING_KEYS_ROUTE,
} from './routes.ts';

export interface ApiStackProps extends StackProps {
  readonly data: DataStack;
  readonly lanes: Readonly<Record<LaneName, ChangeLane>>;
  /** The queue of notices. */
  readonly notices: Queue;
  readonly context: DeploymentContext;
}

/**
 * An inquiry takes half a second, so these answer 20 a second: three times what the limits of the function let through.
 * Whatever comes, it never has more of the account's containers.
 */
const INQUIRY_CONTAINERS = 10;

/** The gateway waits for 30 s. */
const GATEWAY_LIMIT = Duration.seconds(29);

/** What answers requests: the HTTP API, its functions, and the clients that may ask. */
export class ApiStack extends Stack {
  constructor(scope: Construct, id: string, { data, lanes, notices, context, ...props }: ApiStackProps) {
    super(scope, id, props);
    const api = new HttpApi(this, 'HttpApi', {
      apiName: 'consumption-check',
      description: 'Consumption check',
    });
    const token = this.#addAuthorizer(data, context);
    const checks = serve(api, this.#addCheckApi(data, context.inquiryUrl ?? `${api.apiEndpoint}/inquiry`));
    const registry = serve(api, this.#addRegistryApi(data, lanes));
    const notice = serve(api, this.#addNoticesApi(data, notices));
    const inquiries = serve(api, this.#addInquiryApi(data));

    // No catch-all: what is not listed ends at the gateway.
    checks(CHECK_ROUTES, token);
    checks([HEALTH_ROUTE]);
    registry(REGISTRY_ROUTES, token);
    registry([SIGNING_KEYS_ROUTE]);
    notice(NOTICES_ROUTES, token);
    limit(api, INQUIRY_ROUTES, inquiries(Object.keys(INQUIRY_ROUTES) as RouteKey[]));
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
        SIGNING_KEY_SECRET_ARN: data.signingKey.secretArn,
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
    checks.allow(['secretsmanager:GetSecretValue'], [data.subjectKey.secretArn, data.signingKey.secretArn]);
    return checks;
  }

  #addRegistryApi(data: DataStack, lanes: Readonly<Record<LaneName, ChangeLane>>): ServiceFunction {
    const registry = new ServiceFunction(this, 'RegistryApi', {
      folder: 'registry-api',
      description: 'Takes list changes and acts of courts, and shows what became of them',
      environment: {
        REGISTRY_TABLE: data.table.tableName,
        IMPOSITIONS_QUEUE_URL: lanes.impositions.queue.queueUrl,
        RELEASES_QUEUE_URL: lanes.releases.queue.queueUrl,
        SUBJECT_KEY_SECRET_ARN: data.subjectKey.secretArn,
        DOCUMENT_KEY_SECRET_ARN: data.documentKey.secretArn,
        SIGNING_KEY_SECRET_ARN: data.signingKey.secretArn,
        AUDIT_BUCKET: data.audit.bucketName,
        ...tokenSettings(data),
      },
      memorySizeMb: 1_024,
      timeout: GATEWAY_LIMIT,
    });
    allowItems(registry, data.table, {
      GetItem: ['orders', 'receipts', 'keyFingerprint', 'actClaims', 'objections', 'deadlines', 'audit'],
      Query: ['objections', 'deadlines', 'reminders', 'interceptions', 'orderNotices', 'audit'],
      BatchGetItem: ['notices'],
      PutItem: ['receipts', 'keyFingerprint', 'actClaims', 'objections', 'deadlines', 'due', 'audit'],
      DeleteItem: ['deadlines', 'due'],
    });
    allowCourtMonths(registry, data.table);
    registry.allow(['s3:ListBucket'], [data.audit.bucketArn]);
    registry.allow(['s3:GetObject'], [data.audit.arnForObjects('*')]);
    registry.allow(['sqs:SendMessage'], [lanes.impositions.queue.queueArn, lanes.releases.queue.queueArn]);
    registry.allow(
      ['secretsmanager:GetSecretValue'],
      [data.subjectKey.secretArn, data.documentKey.secretArn, data.signingKey.secretArn],
    );
    return registry;
  }

  #addNoticesApi(data: DataStack, queue: Queue): ServiceFunction {
    const notices = new ServiceFunction(this, 'NoticesApi', {
      folder: 'notices-api',
      description: 'Lets operators set webhooks, ask for notices and acknowledge them',
      environment: {
        REGISTRY_TABLE: data.table.tableName,
        NOTICES_QUEUE_URL: queue.queueUrl,
        WEBHOOK_KEY_SECRET_ARN: data.webhookKey.secretArn,
        ...tokenSettings(data),
      },
      memorySizeMb: 1_024,
      timeout: GATEWAY_LIMIT,
    });
    allowItems(notices, data.table, {
      GetItem: ['notices', 'webhooks', 'audit'],
      BatchGetItem: ['notices'],
      Query: ['notices', 'openNotices', 'noticeOperators', 'audit'],
      PutItem: ['notices', 'openNotices', 'webhooks', 'audit'],
      DeleteItem: ['openNotices', 'webhooks'],
    });
    notices.allow(['sqs:SendMessage'], [queue.queueArn]);
    notices.allow(['secretsmanager:GetSecretValue'], [data.webhookKey.secretArn]);
    return notices;
  }

  #addInquiryApi(data: DataStack): ServiceFunction {
    const inquiries = new ServiceFunction(this, 'InquiryApi', {
      folder: 'inquiry-api',
      description: 'Tells people whether an order names them, and what they can do about it',
      environment: {
        REGISTRY_TABLE: data.table.tableName,
        SUBJECT_KEY_SECRET_ARN: data.subjectKey.secretArn,
        DOCUMENT_KEY_SECRET_ARN: data.documentKey.secretArn,
      },
      memorySizeMb: 1_024,
      timeout: Duration.seconds(10),
      reservedConcurrency: INQUIRY_CONTAINERS,
    });
    allowItems(inquiries, data.table, {
      GetItem: ['keyFingerprint', 'audit'],
      BatchGetItem: ['orders'],
      Query: ['pointers', 'interceptions', 'audit'],
      PutItem: ['keyFingerprint', 'audit'],
      UpdateItem: ['rateCounters'],
    });
    inquiries.allow(
      ['secretsmanager:GetSecretValue'],
      [data.subjectKey.secretArn, data.documentKey.secretArn],
    );
    return inquiries;
  }
}

/** Puts a function behind the gateway; what comes back leads routes to it. */
function serve(api: HttpApi, fn: ServiceFunction) {
  // One permission for all its routes: with one for each, the policy of a function with many would grow too large.
  const integration = new HttpLambdaIntegration(`${fn.node.id}Integration`, fn, {
    scopePermissionToRoute: false,
  });
  return (keys: readonly RouteKey[], authorizer?: IHttpRouteAuthorizer): readonly HttpRoute[] =>
    keys.flatMap((key) => {
      const [method, path] = key.split(' ') as [HttpMethod, string];
      return api.addRoutes({ path, methods: [method], integration, ...(authorizer ? { authorizer } : {}) });
    });
}

/** Sets what may come in on single routes. The gateway refuses settings for routes that it does not have yet. */
function limit(
  api: HttpApi,
  limits: Readonly<Record<RouteKey, RouteLimit>>,
  routes: readonly HttpRoute[],
): void {
  const stage = api.defaultStage?.node.defaultChild;
  if (!(stage instanceof CfnStage)) throw new Error('the API has no stage');
  stage.routeSettings = Object.fromEntries(
    Object.entries(limits).map(([key, { burst, ratePerSecond }]) => [
      key,
      { ThrottlingBurstLimit: burst, ThrottlingRateLimit: ratePerSecond },
    ]),
  );
  for (const route of routes) stage.addResourceDependency(route.node.defaultChild as CfnRoute);
}

/** The functions verify every token themselves, whatever the gateway has done. */
function tokenSettings({ tokenIssuer }: DataStack) {
  return {
    TOKEN_ISSUER: tokenIssuer.issuer,
    TOKEN_JWKS_URL: tokenIssuer.jwksUrl,
    TOKEN_AUDIENCE,
  };
}
