import type { OperatorId } from '../../contracts/ids.ts';

/** A secret that is being replaced and still signs beside the current one. */
export interface PreviousSecret {
  readonly sealed: string;
  readonly endsAtMs: number;
}

/** `gone`: the receiver answered 410. */
export type DisabledReason = 'gone';

/** Where an operator's notices are sent. */
export interface WebhookEndpoint {
  readonly operatorId: OperatorId;
  readonly url: string;
  readonly state: 'active' | 'disabled';
  readonly disabledReason?: DisabledReason;
  /** The current secret, sealed; it was told to the operator when it was made, and never again. */
  readonly sealedSecret: string;
  /** The newest first. */
  readonly previousSecrets: readonly PreviousSecret[];
  readonly createdAtMs: number;
  /** When the address was last set. */
  readonly setAtMs: number;
  readonly revision: number;
}

/** For so long a replaced secret still signs, so that the receiver can change over without a gap. */
export const SECRET_OVERLAP_MS = 24 * 3_600_000;

/** More replacements within the overlap push out the oldest. */
export const MAX_PREVIOUS_SECRETS = 4;

/** The secrets that sign at a moment, sealed, the current one first. */
export function secretsInUse(endpoint: WebhookEndpoint, nowMs: number): readonly string[] {
  const previous = endpoint.previousSecrets.filter(({ endsAtMs }) => nowMs < endsAtMs);
  return [endpoint.sealedSecret, ...previous.map(({ sealed }) => sealed)];
}

/** The endpoint with another secret; the one so far signs beside it during the overlap. */
export function withNewSecret(
  endpoint: WebhookEndpoint,
  sealedSecret: string,
  nowMs: number,
): WebhookEndpoint {
  const replaced = { sealed: endpoint.sealedSecret, endsAtMs: nowMs + SECRET_OVERLAP_MS };
  const still = endpoint.previousSecrets.filter(({ endsAtMs }) => nowMs < endsAtMs);
  return {
    ...endpoint,
    sealedSecret,
    previousSecrets: [replaced, ...still].slice(0, MAX_PREVIOUS_SECRETS),
    revision: endpoint.revision + 1,
  };
}

/** What a secret is sealed for; it opens nowhere else. */
export function webhookSealingContext(operatorId: OperatorId): string {
  return `webhook|${operatorId}`;
}
