/*
 * What a call can fail with. No message holds a document number, a name, a token or a secret, and no error has a
 * `cause`: errors of HTTP libraries carry headers and pieces of bodies.
 */

export type ErrorCode =
  | 'invalid-request'
  | 'unauthorized'
  | 'forbidden'
  | 'not-found'
  | 'conflict'
  | 'rate-limited'
  | 'unavailable'
  | 'timeout'
  | 'malformed-answer'
  | 'invalid-webhook';

export interface ErrorFacts {
  /** Names the request in the logs of both sides. */
  readonly requestId?: string | undefined;
  /** HTTP status of the answer, if there was one. */
  readonly status?: number | undefined;
  /** How long the service asked to wait. */
  readonly retryAfterMs?: number | undefined;
}

/** The root of all errors of this client, except those of a caller's own `AbortSignal`. */
export abstract class ConsumptionCheckError extends Error {
  abstract readonly code: ErrorCode;
  readonly requestId: string | undefined;
  readonly status: number | undefined;
  readonly retryAfterMs: number | undefined;

  constructor(message: string, facts: ErrorFacts = {}) {
    super(message);
    this.requestId = facts.requestId;
    this.status = facts.status;
    this.retryAfterMs = facts.retryAfterMs;
  }
}

/** One thing wrong with the input. */
export interface Problem {
  /** JSON Pointer (RFC 6901) into the input: `/subjects/3/documents/0/number`, counted over all subjects given. */
  readonly pointer: string;
  /** Your own mark of the subject that the pointer leads to. */
  readonly ref?: string;
  /** What to do about it. */
  readonly detail: string;
}

/** The input is wrong; sending it again will not help. */
export class InvalidRequest extends ConsumptionCheckError {
  override readonly name = 'InvalidRequest';
  readonly code = 'invalid-request';
  readonly problems: readonly Problem[];

  constructor(message: string, problems: readonly Problem[], facts: ErrorFacts = {}) {
    super(message, facts);
    this.problems = problems;
  }
}

/** The client's credentials, or a token that was just fetched with them, are not accepted. */
export class Unauthorized extends ConsumptionCheckError {
  override readonly name = 'Unauthorized';
  readonly code = 'unauthorized';
}

/** The client may not do this: its scopes do not reach. */
export class Forbidden extends ConsumptionCheckError {
  override readonly name = 'Forbidden';
  readonly code = 'forbidden';
}

export class NotFound extends ConsumptionCheckError {
  override readonly name = 'NotFound';
  readonly code = 'not-found';
}

/** The request contradicts what is recorded, such as an act on an order that has ended. */
export class Conflict extends ConsumptionCheckError {
  override readonly name = 'Conflict';
  readonly code = 'conflict';
  /** State of the order, where an act is impossible. */
  readonly state: string | undefined;
  readonly possibleActs: readonly string[];
  readonly problems: readonly Problem[];

  constructor(
    message: string,
    facts: ErrorFacts,
    about: {
      readonly state?: string;
      readonly possibleActs: readonly string[];
      readonly problems: readonly Problem[];
    },
  ) {
    super(message, facts);
    this.state = about.state;
    this.possibleActs = about.possibleActs;
    this.problems = about.problems;
  }
}

/** Asked too often; `retryAfterMs` says when to ask again. */
export class RateLimited extends ConsumptionCheckError {
  override readonly name = 'RateLimited';
  readonly code = 'rate-limited';
}

/** The service, its token endpoint or the way to them failed. */
export class Unavailable extends ConsumptionCheckError {
  override readonly name = 'Unavailable';
  readonly code = 'unavailable';
}

/** No answer within the deadline. */
export class Timeout extends ConsumptionCheckError {
  override readonly name = 'Timeout';
  readonly code = 'timeout';
}

/** Something answered, but not in the form of this service. */
export class MalformedAnswer extends ConsumptionCheckError {
  override readonly name = 'MalformedAnswer';
  readonly code = 'malformed-answer';
}

export type WebhookFault =
  | 'missing-headers'
  | 'outside-tolerance'
  | 'no-matching-signature'
  | 'malformed-payload';

/** A webhook that must not be believed. */
export class InvalidWebhook extends ConsumptionCheckError {
  override readonly name = 'InvalidWebhook';
  readonly code = 'invalid-webhook';
  readonly fault: WebhookFault;

  constructor(message: string, fault: WebhookFault) {
    super(message);
    this.fault = fault;
  }
}
