import { randomUUID } from 'node:crypto';
import type { APIGatewayProxyEventV2, Context } from 'aws-lambda';
import type { LambdaEvent } from 'hono/aws-lambda';

export interface Invocation {
  readonly event: LambdaEvent;
  readonly context: Context;
}

/**
 * One invocation as Lambda makes it for a request to an API Gateway HTTP API (payload format 2.0): the event is fresh
 * from JSON, with the headers that the gateway passes on.
 */
export function invocationOf(path: string, token: string, body: object): Invocation {
  const requestId = randomUUID();
  const text = JSON.stringify(body);
  const event: APIGatewayProxyEventV2 = {
    version: '2.0',
    routeKey: '$default',
    rawPath: path,
    rawQueryString: '',
    headers: {
      accept: 'application/json',
      'accept-encoding': 'gzip, deflate, br',
      authorization: `Bearer ${token}`,
      'content-length': String(Buffer.byteLength(text)),
      'content-type': 'application/json',
      host: 'api123.execute-api.cn-north-1.amazonaws.com.cn',
      'user-agent': 'booking-system/1.0',
      'x-amzn-trace-id': 'Root=1-65f0c0de-0123456789abcdef01234567',
      'x-forwarded-for': '192.0.2.10',
      'x-forwarded-port': '443',
      'x-forwarded-proto': 'https',
    },
    requestContext: {
      accountId: '123456789012',
      apiId: 'api123',
      domainName: 'api123.execute-api.cn-north-1.amazonaws.com.cn',
      domainPrefix: 'api123',
      http: {
        method: 'POST',
        path,
        protocol: 'HTTP/1.1',
        sourceIp: '192.0.2.10',
        userAgent: 'booking-system/1.0',
      },
      requestId: 'JKJaXmPLvHcESHA=',
      routeKey: '$default',
      stage: '$default',
      time: '23/Nov/2026:02:00:00 +0000',
      timeEpoch: 1_795_399_200_000,
    },
    body: text,
    isBase64Encoded: false,
  };
  return { event: JSON.parse(JSON.stringify(event)), context: contextOf(requestId) };
}

function contextOf(awsRequestId: string): Context {
  return {
    callbackWaitsForEmptyEventLoop: true,
    functionName: 'check-api',
    functionVersion: '$LATEST',
    invokedFunctionArn: 'arn:aws-cn:lambda:cn-north-1:123456789012:function:check-api',
    memoryLimitInMB: '1769',
    awsRequestId,
    logGroupName: '/aws/lambda/check-api',
    logStreamName: '2026/11/23/[$LATEST]0123456789abcdef0123456789abcdef',
    getRemainingTimeInMillis: () => 10_000,
    done() {},
    fail() {},
    succeed() {},
  };
}
