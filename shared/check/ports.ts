import type { Allowance } from '../allowances/allowances.ts';
import type { CheckId, OperatorId } from '../contracts/ids.ts';
import type { FilterView } from '../filter/filter-view.ts';
import type { NameDigester } from '../identity/name-digester.ts';
import type { SubjectKey } from '../identity/subject-key.ts';
import type { SubjectKeyer } from '../identity/subject-keyer.ts';
import type { DecisionIds } from '../interceptions/decision-ids.ts';
import type { InterceptionKey } from '../interceptions/ports.ts';

/** Everything that rests on the subject-key secret, which a container fetches once. */
export interface SubjectLookup {
  readonly keyer: SubjectKeyer;
  readonly names: NameDigester;
  readonly decisionIds: DecisionIds;
  readonly follower: { view(): FilterView };
}

/** What a report of the outcome has to settle for one subject of a check. */
export type CheckEffect =
  | { readonly ref: string; readonly kind: 'interception'; readonly interception: InterceptionKey }
  | { readonly ref: string; readonly kind: 'reservation'; readonly allowances: readonly Allowance[] };

/** What one check did to the register. A check that did nothing has none: it leaves no trace (I6). */
export interface CheckEffects {
  readonly checkId: CheckId;
  readonly operatorId: OperatorId;
  readonly effects: readonly CheckEffect[];
  /** After this nobody reports an outcome any more, and the record may be forgotten. */
  readonly expiresAtMs: number;
}

/** Where a check notes whom it looks at, so that somebody who tries a range of numbers is noticed. */
export interface AskedSubjects {
  /** @param keys of all documents of one subject; nothing of them may be kept that they could be told from. */
  note(keys: readonly SubjectKey[]): void;
}

export interface CheckEffectStore {
  put(effects: CheckEffects, signal?: AbortSignal): Promise<void>;
  get(checkId: CheckId): Promise<CheckEffects | undefined>;
}
