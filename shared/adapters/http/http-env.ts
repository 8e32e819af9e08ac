import type { Client } from './token-claims.ts';

/** What the Lambda adapter passes along with a request. Absent behind a plain HTTP server and in `app.request()`. */
export interface HttpBindings {
  /** The event as `handleOnLambda` hands it on: the body beside the Request instead of in it. */
  readonly event?: {
    readonly carriedBody?: { readonly body?: string | null; readonly isBase64Encoded?: boolean };
  };
  /** Present behind `@hono/node-server`. */
  readonly incoming?: object;
  readonly lambdaContext?: { readonly awsRequestId?: string };
}

/** The Hono environment of our HTTP functions. */
export interface HttpEnv {
  Bindings: HttpBindings;
  Variables: {
    /** Names the request in the answer and in the logs. */
    requestId: string;
    /** When the request came, by the monotonic clock; set where a time limit counts from it. */
    arrivedAtMs: number;
    /** Who asks; set by `authenticate`. */
    client: Client;
  };
}
