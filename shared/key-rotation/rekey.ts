import type { DocumentCipher } from '../orders/ports.ts';
import { askForSnapshot } from './ask-for-snapshot.ts';
import type { ConfirmedKeys } from './confirm-keys.ts';
import { versionMakersOf } from './makers.ts';
import type { KeyStateStore, OrderPages } from './ports.ts';
import { type RekeyGoal, type RekeyPorts, rekeyPage } from './rekey-page.ts';
import { type KeyState, liveCoverage, type RekeyPass, snapshotCoverage } from './state.ts';
import { afterPass } from './steps.ts';

export interface RekeyDependencies extends RekeyPorts {
  readonly store: KeyStateStore;
  readonly pages: OrderPages;
  readonly cipher: DocumentCipher;
  readonly confirm: () => Promise<ConfirmedKeys>;
  readonly onProgress?: (pass: RekeyPass) => void;
}

export type Rekeyed =
  /** The pass came to its end. What that brought about, the state says. */
  | { readonly kind: 'ended'; readonly state: KeyState; readonly pass: RekeyPass }
  /** The time was up; the next run goes on with the same pass. */
  | { readonly kind: 'paused'; readonly state: KeyState; readonly pass: RekeyPass }
  /** Somebody else changed the state meanwhile; what was done so far stays. */
  | { readonly kind: 'disturbed' };

const NOTHING = { looked: 0, rekeyed: 0, failed: 0, unresolved: 0 };

/**
 * Goes through all orders, or on with the pass that is under way, and brings their keys to the live versions. A page is
 * held at a time. How far it has come stands in the state after each page, so a run that dies is gone on with.
 *
 * @param untilMs no further page is begun at or after this time
 * @throws DependencyUnavailable; the next run goes on at the same page
 */
export async function rekey(untilMs: number, deps: RekeyDependencies): Promise<Rekeyed> {
  const keys = await deps.confirm();
  const goal = goalOf(keys, deps);
  let state: KeyState = keys.state;
  if (state.pass === undefined) {
    // What the pass counts from stands written before anything is read.
    const begun = await update(state, { pass: { startedAtMs: deps.clock.wallMs(), ...NOTHING } }, deps.store);
    if (begun === undefined) return { kind: 'disturbed' };
    state = begun;
  }
  for (;;) {
    const pass = state.pass as RekeyPass;
    if (deps.clock.wallMs() >= untilMs) return { kind: 'paused', state, pass };
    const { orders, next } = await deps.pages.page(pass.cursor);
    const counts = await rekeyPage(orders, goal, deps);
    const { cursor: _, ...rest } = pass;
    const further: RekeyPass = {
      ...rest,
      ...(next === undefined ? {} : { cursor: next }),
      looked: pass.looked + counts.looked,
      rekeyed: pass.rekeyed + counts.rekeyed,
      failed: pass.failed + counts.failed,
      unresolved: pass.unresolved + counts.unresolved,
    };
    deps.onProgress?.(further);
    if (next === undefined) {
      const ended = afterPass(state, further, deps.clock.wallMs());
      if ((await deps.store.replace(ended, state)) === 'conflict') return { kind: 'disturbed' };
      if (snapshotCoverage(ended) !== snapshotCoverage(state)) await askForSnapshot(deps.log);
      return { kind: 'ended', state: ended, pass: further };
    }
    const moved = await update(state, { pass: further }, deps.store);
    if (moved === undefined) return { kind: 'disturbed' };
    state = moved;
  }
}

function goalOf(keys: ConfirmedKeys, { cipher }: Pick<RekeyDependencies, 'cipher'>): RekeyGoal {
  return {
    makers: { ...versionMakersOf(keys), cipher },
    live: liveCoverage(keys.state),
    gives: keys.state.phase === 'retiring',
  };
}

async function update(
  state: KeyState,
  change: Partial<KeyState>,
  store: KeyStateStore,
): Promise<KeyState | undefined> {
  const next = { ...state, ...change, revision: state.revision + 1 };
  return (await store.replace(next, state)) === 'written' ? next : undefined;
}
