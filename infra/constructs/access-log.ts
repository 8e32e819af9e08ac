import { RemovalPolicy } from 'aws-cdk-lib';
import { LogGroup, type RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';

/**
 * What both gateways log of a request: the route, not the path with its ids; no address, no agent, no query, nothing of
 * the body. The request id leads on to the function's log.
 */
const COMMON = {
  requestId: '$context.requestId',
  at: '$context.requestTimeEpoch',
  status: '$context.status',
  responseBytes: '$context.responseLength',
  responseMs: '$context.responseLatency',
} as const;

/** For an HTTP API. The operator is a company or a court, whose requests have to be told apart when one goes wrong. */
export const TOKEN_GATEWAY_FORMAT = JSON.stringify({
  ...COMMON,
  route: '$context.routeKey',
  operator: '$context.authorizer.operatorId',
  integrationMs: '$context.integrationLatency',
  integrationError: '$context.integrationErrorMessage',
  authorizerError: '$context.authorizer.error',
});

/** For a REST API. Who asks here is a person, of whom nothing is logged. */
export const PUBLIC_GATEWAY_FORMAT = JSON.stringify({
  ...COMMON,
  method: '$context.httpMethod',
  route: '$context.resourcePath',
  integrationMs: '$context.integration.latency',
  integrationStatus: '$context.integration.status',
  firewall: '$context.wafResponseCode',
});

export function accessLogGroup(scope: Construct, id: string, retention: RetentionDays): LogGroup {
  return new LogGroup(scope, id, { retention, removalPolicy: RemovalPolicy.DESTROY });
}
