import type {
  Allowed,
  Checkpoint,
  CheckResult,
  Denied,
  Undetermined,
  VerifyIdentity,
} from '../../../../shared/client/index.ts';
import { unhandled } from '../common/unhandled.ts';
import type { Passenger } from './booking.ts';
import type { Offer } from './timetable.ts';

/** A checked group, sorted by what happens to each. */
export interface SortedOut {
  readonly mayGo: readonly (Allowed | Undetermined)[];
  readonly stopped: readonly Denied[];
  /** The number is right, the name is another one: a clerk looks at the document. */
  readonly showDocument: readonly VerifyIdentity[];
  /** Nobody can tell now, and the sale has to wait. */
  readonly wait: readonly Undetermined[];
}

/** A sale that waits for its passengers. It holds their documents only until they have decided. */
export interface PendingSale extends SortedOut {
  readonly offer: Offer;
  readonly passengers: readonly Passenger[];
  readonly checkpoint: Checkpoint;
  readonly check: CheckResult;
}

export function sortOut({ results }: CheckResult): SortedOut {
  const mayGo: (Allowed | Undetermined)[] = [];
  const stopped: Denied[] = [];
  const showDocument: VerifyIdentity[] = [];
  const wait: Undetermined[] = [];
  for (const result of results) {
    switch (result.decision) {
      case 'allow':
        mayGo.push(result);
        break;
      case 'deny':
        stopped.push(result);
        break;
      case 'verify-identity':
        showDocument.push(result);
        break;
      case 'undetermined':
        (result.fallback === 'proceed-and-recheck' ? mayGo : wait).push(result);
        break;
      default:
        unhandled(result);
    }
  }
  return { mayGo, stopped, showDocument, wait };
}
