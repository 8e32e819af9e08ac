import { RemovalPolicy, Stack } from 'aws-cdk-lib';
import {
  AccessLogFormat,
  EndpointType,
  LambdaIntegration,
  LogGroupLogDestination,
  MethodLoggingLevel,
  ResponseType,
  RestApi,
} from 'aws-cdk-lib/aws-apigateway';
import type { Construct } from 'constructs';
import type { RouteKey, RouteLimit } from '../stacks/routes.ts';
import type { StageSettings } from '../stages.ts';
import { accessLogGroup, PUBLIC_GATEWAY_FORMAT } from './access-log.ts';
import { Firewall } from './firewall.ts';
import { LIVE, type ServiceFunction } from './service-function.ts';

/** Of all routes together that have no limit of their own. */
const COMMON_LIMIT: RouteLimit = { burst: 200, ratePerSecond: 100 };

export interface PublicGatewayProps {
  readonly settings: StageSettings;
  /** What may come in on single routes. */
  readonly limits: Readonly<Record<RouteKey, RouteLimit>>;
}

/**
 * The gateway for what asks for no token: a regional REST API, since only such a one can have a firewall attached
 * without a distribution in front of it.
 */
export class PublicGateway extends RestApi {
  constructor(scope: Construct, id: string, { settings, limits }: PublicGatewayProps) {
    super(scope, id, {
      restApiName: 'consumption-check-public',
      description: 'Consumption check: for everybody, without a token',
      endpointTypes: [EndpointType.REGIONAL],
      // Access logs of REST APIs are written by a role that the whole account shares. It stays when the stack goes.
      cloudWatchRole: true,
      cloudWatchRoleRemovalPolicy: RemovalPolicy.RETAIN,
      deployOptions: {
        stageName: LIVE,
        accessLogDestination: new LogGroupLogDestination(
          accessLogGroup(scope, `${id}AccessLog`, settings.logRetention),
        ),
        accessLogFormat: AccessLogFormat.custom(PUBLIC_GATEWAY_FORMAT),
        // The other log of API Gateway would hold headers, addresses and bodies.
        loggingLevel: MethodLoggingLevel.OFF,
        dataTraceEnabled: false,
        tracingEnabled: true,
        throttlingBurstLimit: COMMON_LIMIT.burst,
        throttlingRateLimit: COMMON_LIMIT.ratePerSecond,
        methodOptions: Object.fromEntries(
          Object.entries(limits).map(([key, { burst, ratePerSecond }]) => {
            const [method, path] = key.split(' ');
            return [`${path}/${method}`, { throttlingBurstLimit: burst, throttlingRateLimit: ratePerSecond }];
          }),
        ),
      },
    });
    this.#answerAsTheFunctionsDo();
    new Firewall(this, 'Firewall', { ...settings.firewall, stageArn: this.deploymentStage.stageArn });
  }

  /**
   * Where it is reached without a domain of its own. Written without naming the stage's resource, so that a function
   * which this gateway leads to can know it.
   */
  get baseUrl(): string {
    const { region, urlSuffix } = Stack.of(this);
    return `https://${this.restApiId}.execute-api.${region}.${urlSuffix}/${LIVE}`;
  }

  /** Leads routes to a function. There is no catch-all: what is not led anywhere ends here. */
  lead(fn: ServiceFunction, keys: readonly RouteKey[]): void {
    // One permission for all its routes, as behind the other gateway.
    const integration = new LambdaIntegration(fn.live, { scopePermissionToMethod: false });
    for (const key of keys) {
      const [method, path] = key.split(' ') as [string, string];
      this.root.resourceForPath(path).addMethod(method, integration);
    }
  }

  /** Problems of the gateway itself as problem details too (RFC 9457); a path that is not there is a 404. */
  #answerAsTheFunctionsDo(): void {
    const problem = (type: ResponseType, status: number, title: string) =>
      this.addGatewayResponse(`Problem${status}`, {
        type,
        statusCode: `${status}`,
        responseHeaders: { 'content-type': "'application/problem+json'" },
        templates: { 'application/json': JSON.stringify({ type: 'about:blank', title, status }) },
      });
    problem(ResponseType.MISSING_AUTHENTICATION_TOKEN, 404, 'Not Found');
    problem(ResponseType.THROTTLED, 429, 'Too Many Requests');
    problem(ResponseType.WAF_FILTERED, 403, 'Forbidden');
    problem(ResponseType.INTEGRATION_FAILURE, 502, 'Bad Gateway');
    problem(ResponseType.INTEGRATION_TIMEOUT, 504, 'Gateway Timeout');
  }
}
