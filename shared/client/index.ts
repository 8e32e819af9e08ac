export type { BreakerSettings } from './breaker.ts';
export type { Check, CheckOptions } from './checks/check.ts';
export type { StricterFallbacks } from './checks/fallbacks.ts';
export type { Outcome, OutcomeReport } from './checks/outcome.ts';
export type * from './checks/purchase.ts';
export {
  createRecheckQueue,
  type Recheck,
  type RecheckQueue,
  type RecheckRequest,
  type RecheckRound,
} from './checks/recheck-queue.ts';
export {
  type Allowed,
  type Attestation,
  allAllowed,
  type CheckRequestMade,
  type CheckResult,
  type Denied,
  mustRecheck,
  type SubjectResult,
  type Undetermined,
  type UndeterminedCause,
  type VerifyIdentity,
} from './checks/result.ts';
export type { Checkpoint, Fallback, Sector } from './checks/sectors.ts';
export type { DocumentType, Subject, SubjectDocument } from './checks/subject.ts';
export type { ClientClock } from './clock.ts';
export type { CourtAct } from './courts/act.ts';
export type { ChangeStatus, ListChangeResult } from './courts/changes.ts';
export type {
  EndReason,
  GrantTerms,
  ListChange,
  OrderDocument,
  RestrictedItem,
} from './courts/order-document.ts';
export { type Client, createClient } from './create-client.ts';
export {
  Conflict,
  ConsumptionCheckError,
  type ErrorCode,
  Forbidden,
  InvalidRequest,
  InvalidWebhook,
  MalformedAnswer,
  NotFound,
  type Problem,
  RateLimited,
  Timeout,
  Unauthorized,
  Unavailable,
  type WebhookFault,
} from './errors.ts';
export type { CircuitState, ClientEvent } from './events.ts';
export type { Bilingual } from './guards.ts';
export type { Notice, NoticePage, NoticeQuery, Webhook, WebhookWithSecret } from './notices/notice.ts';
export {
  type VerifyOptions,
  verifyWebhook,
  type WebhookEvent,
  type WebhookHeaders,
} from './notices/verify-webhook.ts';
export type { CreateOptions } from './requests.ts';
export type { ClientOptions } from './settings.ts';
export type { Fetch } from './system.ts';
export type { TokenProvider } from './tokens/token-provider.ts';
export type { CallOptions } from './transport/call.ts';
export { CLIENT_VERSION } from './version.ts';
