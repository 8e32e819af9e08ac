import type { Context } from 'aws-lambda';
import type { Hono } from 'hono';
import { handle, type LambdaEvent } from 'hono/aws-lambda';
import type { HttpEnv } from './http-env.ts';

/** The answer in payload format 2.0. */
export interface LambdaAnswer {
  readonly statusCode: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: string;
  readonly isBase64Encoded: boolean;
}

/**
 * Serves a Hono application as a Lambda handler for API Gateway's payload format 2.0.
 *
 * The body stays out of the Request that the adapter makes: it would be encoded and wrapped into a stream there, a
 * seventh of the time of a small request, only to be decoded again. It travels beside it, as `carriedBody`, to where
 * `readBodyText` takes it.
 */
export function handleOnLambda(
  app: Hono<HttpEnv>,
): (event: LambdaEvent, context: Context) => Promise<LambdaAnswer> {
  const answer = handle(app);
  return (event, context) => {
    const { body, isBase64Encoded } = event;
    const withoutBody = {
      ...event,
      body: null,
      isBase64Encoded: false,
      carriedBody: { body, isBase64Encoded },
    };
    return answer(withoutBody as LambdaEvent, context as never) as Promise<LambdaAnswer>;
  };
}
