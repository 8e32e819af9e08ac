import type { SubjectResult } from '../../shared/contracts/check.ts';
import type { OperatorId } from '../../shared/contracts/ids.ts';
import type { Sequence } from '../../shared/filter/ports.ts';
import type { InterceptionKey } from '../../shared/interceptions/ports.ts';
import type { Notice } from '../../shared/notices/ports.ts';
import type { OrderRecord, OrderVersion } from '../../shared/orders/order.ts';
import type { Receipt } from '../../shared/orders/ports.ts';

/** Something that happened, at a true time. */
export type At<T> = T & { readonly atMs: number };

export interface CheckCall {
  readonly container: string;
  readonly operatorId: OperatorId;
  readonly person: number;
  /** Subject key of the document that was asked about, as orders hold it. */
  readonly key: string;
  readonly startMs: number;
  /** Made after all faults were healed and everything came to rest. */
  readonly isFinal: boolean;
  /** Unset while the container has not answered; a dead one never does. */
  endMs?: number;
  result?: SubjectResult;
  /** What the check threw instead of answering. */
  thrown?: unknown;
  /** Whether the container met a fault between call and answer. */
  disturbed?: boolean;
}

/** What happened in one run, each thing at the true time at which it took effect at the stores. */
export interface History {
  readonly checks: CheckCall[];
  readonly accepted: At<{ readonly change: OrderVersion }>[];
  readonly orderWrites: At<{ readonly record: OrderRecord }>[];
  readonly receipts: At<{ readonly receipt: Receipt }>[];
  readonly appended: At<{ readonly sequence: Sequence }>[];
  readonly interceptions: At<{ readonly key: InterceptionKey }>[];
  readonly notices: At<{ readonly notice: Notice }>[];
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
    accepted: [],
    orderWrites: [],
    receipts: [],
    appended: [],
    interceptions: [],
    notices: [],
    unexpected: [],
    calls: 0,
    snapshotsPublished: 0,
    isHealed: false,
  };
}
