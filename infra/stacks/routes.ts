/** A method and a path as the gateway writes them. */
export type RouteKey = `${'GET' | 'POST' | 'PUT' | 'DELETE'} /${string}`;

/** What may come in at a moment and in each second after it, from all clients together. */
export interface RouteLimit {
  readonly burst: number;
  readonly ratePerSecond: number;
}

/** For the answer of a check, asked by operators with a token. */
export const CHECK_ROUTES = [
  'POST /v1/checks',
  'POST /v1/checks/{checkId}/outcome',
] as const satisfies readonly RouteKey[];

/** For courts, and for operations, with a token. */
export const REGISTRY_ROUTES = [
  'POST /v1/list-changes',
  'GET /v1/list-changes/{changeId}',
  'GET /v1/orders/{orderId}',
  'GET /v1/orders/{orderId}/effects',
  'POST /v1/orders/{orderId}/release',
  'POST /v1/orders/{orderId}/suspend',
  'POST /v1/orders/{orderId}/resume',
  'POST /v1/orders/{orderId}/cancel',
  'POST /v1/orders/{orderId}/grants',
  'POST /v1/orders/{orderId}/grants/{about}/revoke',
  'POST /v1/orders/{orderId}/documents',
  'POST /v1/orders/{orderId}/documents/clear',
  'POST /v1/orders/{orderId}/role-ended',
  'POST /v1/orders/{orderId}/removal-grounds',
  'POST /v1/orders/{orderId}/removal-grounds/withdraw',
  'POST /v1/orders/{orderId}/objections',
  'GET /v1/orders/{orderId}/objections',
  'POST /v1/orders/{orderId}/objections/{objectionId}/decisions',
  'POST /v1/orders/{orderId}/objections/{objectionId}/reconsideration',
  'GET /v1/courts/{courtCode}/reminders',
  'GET /v1/courts/{courtCode}/summaries/{month}',
  'GET /v1/audit/chains/{chain}/entries',
  'GET /v1/audit/checkpoints',
] as const satisfies readonly RouteKey[];

/** For operators and operations, with a token. */
export const NOTICES_ROUTES = [
  'PUT /v1/webhook',
  'GET /v1/webhook',
  'POST /v1/webhook/rotate-secret',
  'DELETE /v1/webhook',
  'GET /v1/notices',
  'POST /v1/notices/{noticeId}/acknowledge',
  'GET /v1/operations/notices',
  'POST /v1/operations/notices/{operatorId}/{noticeId}/redrive',
  'POST /v1/operations/notices/{operatorId}/redrive',
] as const satisfies readonly RouteKey[];

/** Without a token: whoever is shown a signed statement verifies it with these keys. */
export const SIGNING_KEYS_ROUTE = 'GET /.well-known/signing-keys.json' satisfies RouteKey;

/** Without a token: monitors of load balancers ask for it. */
export const HEALTH_ROUTE = 'GET /health' satisfies RouteKey;

/** Without a token: what the service answers to, for programs and for people. */
export const DOCS_ROUTES = [
  'GET /openapi.json',
  'GET /docs',
  'GET /docs/{asset}',
] as const satisfies readonly RouteKey[];

/**
 * Without a token: everyone may ask about himself. The gateway turns away more than these before a function runs, so
 * that a flood costs nothing; below them the function counts by client, by number and all together.
 */
export const INQUIRY_ROUTES = {
  'POST /v1/inquiries': { burst: 20, ratePerSecond: 10 },
  'GET /inquiry': { burst: 40, ratePerSecond: 20 },
  'POST /inquiry': { burst: 20, ratePerSecond: 10 },
} as const satisfies Readonly<Record<RouteKey, RouteLimit>>;
