import { Duration } from 'aws-cdk-lib';
import { CfnStage, HttpApi, type HttpMethod } from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpLambdaAuthorizer, HttpLambdaResponseType } from 'aws-cdk-lib/aws-apigatewayv2-authorizers';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import type { Construct } from 'constructs';
import type { RouteKey } from '../stacks/routes.ts';
import type { StageSettings } from '../stages.ts';
import { accessLogGroup, TOKEN_GATEWAY_FORMAT } from './access-log.ts';
import type { ServiceFunction } from './service-function.ts';

/**
 * The gateway remembers for so long that a token is good. With the 30 s for which functions remember a client, a client
 * that is removed is refused within a minute: functions verify every request, whatever was remembered here.
 */
const REMEMBERED_FOR = Duration.seconds(60);

export interface TokenGatewayProps {
  readonly settings: StageSettings;
  readonly authorizer: ServiceFunction;
}

/**
 * The gateway for everything that asks for a token: an HTTP API with a Lambda authorizer. (Its own JWT authorizer knows
 * clients only by a list of at most 50, as Cognito's tokens for machines name no audience.)
 */
export class TokenGateway extends HttpApi {
  constructor(scope: Construct, id: string, { settings, authorizer }: TokenGatewayProps) {
    super(scope, id, {
      apiName: 'consumption-check',
      description: 'Consumption check: for operators and courts, with a token',
      defaultAuthorizer: new HttpLambdaAuthorizer('AccessToken', authorizer.live, {
        responseTypes: [HttpLambdaResponseType.SIMPLE],
        identitySource: ['$request.header.Authorization'],
        resultsCacheTtl: REMEMBERED_FOR,
      }),
    });
    const stage = this.defaultStage?.node.defaultChild;
    if (!(stage instanceof CfnStage)) throw new Error('the API has no stage');
    stage.accessLogSettings = {
      destinationArn: accessLogGroup(scope, `${id}AccessLog`, settings.logRetention).logGroupArn,
      format: TOKEN_GATEWAY_FORMAT,
    };
  }

  /** Leads routes to a function. There is no catch-all: what is not led anywhere ends here. */
  lead(fn: ServiceFunction, keys: readonly RouteKey[]): void {
    // One permission for all its routes: with one for each, the policy of a function with many would grow too large.
    const integration = new HttpLambdaIntegration(`${fn.node.id}Integration`, fn.live, {
      scopePermissionToRoute: false,
    });
    for (const key of keys) {
      const [method, path] = key.split(' ') as [HttpMethod, string];
      this.addRoutes({ path, methods: [method], integration });
    }
  }
}
