/**
 * Every kind of problem that the HTTP interfaces answer with (RFC 9457). The key is the last step of the `type`
 * member, `/problems/<key>`: a stable name that callers may switch on. Statuses and titles never change for a key.
 */
export const PROBLEM_TYPES = {
  'malformed-request': { status: 400, title: 'The request cannot be read' },
  unauthenticated: { status: 401, title: 'A valid access token is needed' },
  'insufficient-scope': { status: 403, title: 'The access token does not permit this' },
  forbidden: { status: 403, title: 'This is not permitted' },
  'not-found': { status: 404, title: 'There is nothing here' },
  'method-not-allowed': { status: 405, title: 'The method is not supported here' },
  conflict: { status: 409, title: 'The request contradicts what is recorded' },
  'request-under-way': { status: 409, title: 'The same request is being worked on' },
  'body-too-large': { status: 413, title: 'The request body is too large' },
  'unsupported-media-type': { status: 415, title: 'The request body is of a type that is not read here' },
  'invalid-input': { status: 422, title: 'The request has fields that are wrong' },
  'idempotency-key-reused': { status: 422, title: 'The Idempotency-Key was used for another request' },
  'too-many-requests': { status: 429, title: 'Too many requests' },
  'internal-error': { status: 500, title: 'The service failed' },
  'dependency-unavailable': { status: 503, title: 'The service cannot answer at the moment' },
} as const satisfies Readonly<Record<string, { readonly status: number; readonly title: string }>>;

export type ProblemType = keyof typeof PROBLEM_TYPES;
