import type { AllowanceName } from '../../shared/allowances/ports.ts';
import type { SubjectResult } from '../../shared/contracts/check.ts';
import type { CheckId, OperatorId } from '../../shared/contracts/ids.ts';
import type { Sequence } from '../../shared/filter/ports.ts';
import type { Outcome } from '../../shared/interceptions/interception.ts';
import type { InterceptionKey } from '../../shared/interceptions/ports.ts';
import type { Notice } from '../../shared/notices/ports.ts';
import type { OrderRecord, OrderVersion } from '../../shared/orders/order.ts';
import type { Receipt } from '../../shared/orders/ports.ts';
import type { PlannedPurchase } from './plan.ts';

/** Something that happened, at a true time. */
export type At<T> = T & { readonly atMs: number };

export interface CheckCall {
  readonly container: string;
  readonly operatorId: OperatorId;
  readonly person: number;
  /** Subject key of the document that was asked about, as orders hold it. */
  readonly key: string;
  readonly purchase: PlannedPurchase;
  readonly startMs: number;
  /** What the wall clock of the container said at the start: periods and windows are asked about by that. */
  readonly nowMs: number;
  /** Made after all faults were healed and everything came to rest. */
  readonly isFinal: boolean;
  /** Unset while the container has not answered; a dead one never does. */
  endMs?: number;
  checkId?: CheckId;
  result?: SubjectResult;
  /** What the check threw instead of answering. */
  thrown?: unknown;
  /** Whether the container met a fault between call and answer. */
  disturbed?: boolean;
}

/** One attempt of an operator to report what became of a check. */
export interface ReportCall {
  readonly check: CheckCall;
  readonly outcome: Outcome;
  readonly startMs: number;
  /** What the wall clock of the container said at the start. */
  readonly nowMs: number;
  /** Unset unless the operator was told that the outcome is noted. */
  notedMs?: number;
}

/** What happened in one run, each thing at the true time at which it took effect at the stores. */
export interface History {
  readonly checks: CheckCall[];
  readonly reports: ReportCall[];
  readonly accepted: At<{ readonly change: OrderVersion }>[];
  readonly orderWrites: At<{ readonly record: OrderRecord }>[];
  readonly receipts: At<{ readonly receipt: Receipt }>[];
  readonly appended: At<{ readonly sequence: Sequence }>[];
  readonly interceptions: At<{ readonly key: InterceptionKey }>[];
  readonly notices: At<{ readonly notice: Notice }>[];
  /** Sales that were said to be more than a court permits. */
  readonly overUsed: At<{ readonly allowance: AllowanceName }>[];
  /** What was thrown where only faults of dependencies may be. */
  readonly unexpected: unknown[];
  /** Calls that the ports took. */
  calls: number;
  snapshotsPublished: number;
  /** Whether all faults have been healed for good. */
  isHealed: boolean;
}

export function createHistory(): History {
  return {
    checks: [],
    reports: [],
    accepted: [],
    orderWrites: [],
    receipts: [],
    appended: [],
    interceptions: [],
    notices: [],
    overUsed: [],
    unexpected: [],
    calls: 0,
    snapshotsPublished: 0,
    isHealed: false,
  };
}
