import { Hono, type MiddlewareHandler } from 'hono';
import { DependencyUnavailable } from '../../contracts/problem.ts';
import type { Logger } from '../../runtime/log.ts';
import { allowedMethods } from './allowed-methods.ts';
import { dependencyUnavailable } from './dependency-unavailable.ts';
import type { HttpEnv } from './http-env.ts';
import { HttpProblem } from './http-problem.ts';
import { problemResponse } from './problem-details.ts';
import { isSafeRequestId } from './request-id.ts';

export interface HttpAppDependencies {
  readonly logger: Logger;
  /** Makes the id of a request that came with none, such as `() => randomUUID()`. */
  readonly newRequestId: () => string;
}

/**
 * A Hono application with what all our HTTP functions share: every answer carries `x-request-id` and
 * `cache-control: no-store`, and everything that is thrown becomes a problem answer here and nowhere else.
 */
export function createHttpApp({ logger, newRequestId }: HttpAppDependencies): Hono<HttpEnv> {
  const app = new Hono<HttpEnv>();
  app.use(answerHeaders(newRequestId));
  app.onError((error, c) => {
    const requestId = c.get('requestId');
    return problemResponse(asProblem(error, requestId, logger), requestId);
  });
  app.notFound((c) => {
    const methods = allowedMethods(app, c.req.path);
    const problem =
      methods.length > 0
        ? new HttpProblem('method-not-allowed', `Use ${methods.join(' or ')} here.`, {
            headers: { allow: methods.join(', ') },
          })
        : new HttpProblem('not-found', 'Check the path: nothing is served under it.');
    return problemResponse(problem, c.get('requestId'));
  });
  return app;
}

/** Under Lambda the invocation's own id is taken, so that answers, our logs and the platform's logs name the same one. */
function answerHeaders(newRequestId: () => string): MiddlewareHandler<HttpEnv> {
  return async (c, next) => {
    const offered = c.req.raw.headers.get('x-request-id');
    const requestId =
      offered !== null && isSafeRequestId(offered)
        ? offered
        : (c.env?.lambdaContext?.awsRequestId ?? newRequestId());
    c.set('requestId', requestId);
    await next();
    const { headers } = c.res;
    headers.set('x-request-id', requestId);
    headers.set('cache-control', 'no-store');
  };
}

/** Faults are logged once, here, with the request's id and without anything of the request. */
function asProblem(error: Error, requestId: string, logger: Logger): HttpProblem {
  if (error instanceof HttpProblem) {
    if (error.status === 503) logger.warn('http.dependency-unavailable', { requestId, error });
    else if (error.status >= 500) logger.error('http.fault', { requestId, error });
    return error;
  }
  if (error instanceof DependencyUnavailable) {
    logger.warn('http.dependency-unavailable', { requestId, dependency: error.dependency, error });
    return dependencyUnavailable(error);
  }
  logger.error('http.fault', { requestId, error });
  return new HttpProblem(
    'internal-error',
    'Try again; if it happens again, report the request id (instance) to the operator of this service.',
  );
}
