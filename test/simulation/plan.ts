import type { Outcome } from '../../shared/interceptions/interception.ts';
import type { OrderTerms } from '../../shared/orders/order.ts';

export const CONTAINERS = ['check-1', 'check-2', 'check-3'] as const;
export const CONSUMERS = ['impositions-1', 'impositions-2', 'releases-1', 'releases-2'] as const;
/** Those who ask all the time; their denials are soon repeats of a decision. */
export const OPERATORS = ['operator-1', 'operator-2'] as const;
/** Those who ask once in a while: what they are told is a decision of its own. */
export const RARE_OPERATORS = ['operator-3', 'operator-4', 'operator-5', 'operator-6', 'operator-7'] as const;

export type ContainerName = (typeof CONTAINERS)[number];
export type MachineName = ContainerName | (typeof CONSUMERS)[number] | 'builder';

/** Times are since the beginning of the run. The same grant has the same uses in every version of an order. */
export interface PlannedGrant {
  readonly grant: number;
  /** `null` for any number of purchases within the window. */
  readonly uses: number | null;
  readonly fromMs: number;
  readonly toMs: number;
}

/** A seat on a G train, or spending in a resort, of which an order permits an amount a month. */
export type PlannedPurchase =
  | { readonly train: string; readonly serviceAtMs?: number }
  | { readonly resortFen: number };

/** What an operator reports about a check, so long after its answer. */
export interface PlannedReport {
  readonly outcome: Outcome;
  readonly afterMs: number;
}

/**
 * One thing that happens in a run. A run is nothing but a list of these: leaving one out leaves the others as they
 * are, which is what shrinking does.
 */
export type PlannedEvent = { readonly atMs: number } & (
  | {
      readonly kind: 'change';
      readonly order: number;
      readonly version: number;
      /** Tells apart two documents that claim one version. */
      readonly twin: number;
      readonly status: OrderTerms['status'];
      readonly period: { readonly fromMs: number; readonly toMs: number | null };
      readonly grants: readonly PlannedGrant[];
      readonly person: number;
      /** Which of the person's two documents the order names. */
      readonly documents: readonly number[];
      /** Those of them that match nobody any more. */
      readonly clears: readonly number[];
      /** When each copy of the message reaches the queue, after the court sent it. */
      readonly arrivesAfterMs: readonly number[];
    }
  | {
      readonly kind: 'check';
      readonly container: ContainerName;
      readonly operator: (typeof OPERATORS | typeof RARE_OPERATORS)[number];
      readonly person: number;
      readonly document: number;
      readonly purchase: PlannedPurchase;
      readonly reports: readonly PlannedReport[];
    }
  | { readonly kind: 'build'; readonly required: boolean }
  /** The log forgets what the newest snapshot covers. */
  | { readonly kind: 'trim' }
  /** The container is replaced by a cold one. */
  | { readonly kind: 'restart'; readonly container: ContainerName }
  | { readonly kind: 'partition'; readonly machines: readonly MachineName[]; readonly forMs: number }
  | { readonly kind: 'throttling'; readonly share: number; readonly forMs: number }
  | { readonly kind: 'lost-answers'; readonly share: number; readonly forMs: number }
  | { readonly kind: 'slowness'; readonly machines: readonly MachineName[]; readonly forMs: number }
  | { readonly kind: 'files'; readonly state: FileState; readonly forMs: number }
  /** The machine dies on one of its next calls. */
  | {
      readonly kind: 'crash';
      readonly machine: MachineName;
      readonly afterCalls: number;
      readonly when: 'before' | 'after';
    }
  /** The machine is frozen at once, or in the middle of one of its next calls. */
  | {
      readonly kind: 'freeze';
      readonly machine: MachineName;
      readonly afterCalls: number;
      readonly forMs: number;
    }
  | { readonly kind: 'jump'; readonly container: ContainerName; readonly byMs: number }
);

/** What S3 does. `old`: an earlier file; `manifest-rolled-back`: the manifest of an earlier snapshot. */
export type FileState = 'down' | 'old' | 'truncated' | 'flipped' | 'manifest-rolled-back';

/** One line for people. */
export function describeEvent({ atMs, ...event }: PlannedEvent): string {
  const { kind, ...rest } = event;
  const fields = Object.entries(rest).map(([name, value]) => `${name}=${JSON.stringify(value)}`);
  return `${(atMs / 1_000).toFixed(3).padStart(10)} s  ${kind} ${fields.join(' ')}`;
}
