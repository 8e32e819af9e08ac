import type { Clock } from '../contracts/clock.ts';
import { DependencyUnavailable } from '../contracts/problem.ts';
import type { KeyCoverage } from '../identity/key-coverage.ts';
import type { SubjectKeySecrets } from '../identity/secrets.ts';
import { type ConfirmedKeys, confirmKeys, isSame } from './confirm-keys.ts';
import { createKept } from './kept.ts';
import type { KeyStateStore } from './ports.ts';
import { requiredCoverage } from './state.ts';

export interface KeptKeysOptions {
  readonly clock: Clock;
  readonly secrets: SubjectKeySecrets;
  readonly store: Pick<KeyStateStore, 'read' | 'putOnce'>;
  /** `intake` makes keys under every version that counts; `lookup` needs one alone, and goes on while another is missing. */
  readonly use: 'intake' | 'lookup';
  /** Done before other versions than so far are used, when no request waits for them. */
  readonly prepare?: (keys: ConfirmedKeys) => Promise<unknown>;
  readonly onUnconfirmed?: (error: unknown) => void;
}

/**
 * Which versions of the subject-key secret count, as one container knows it: confirmed at its first use and from then on
 * beside requests. The same object as long as nothing has changed.
 */
export function createKeptKeys(options: KeptKeysOptions): () => ConfirmedKeys | Promise<ConfirmedKeys> {
  const { clock, secrets, store, use, prepare, onUnconfirmed } = options;
  return createKept<ConfirmedKeys>({
    clock,
    async confirm(held) {
      const keys = await confirmKeys(secrets, store);
      if (use === 'intake' && keys.missing.length > 0) {
        throw new DependencyUnavailable('secrets', 'the secret does not show a version that counts yet');
      }
      if (held && isSame(held, keys)) return held;
      if (held) await prepare?.(keys);
      return keys;
    },
    ...(onUnconfirmed ? { onUnconfirmed } : {}),
  });
}

/**
 * Which versions an order has to cover to come into force, as one container knows it; `undefined` in a register that
 * knows none yet.
 */
export function createRequiredCoverage({
  clock,
  store,
  onUnconfirmed,
}: Pick<KeptKeysOptions, 'clock' | 'onUnconfirmed'> & {
  readonly store: Pick<KeyStateStore, 'read'>;
}): () => Promise<KeyCoverage | undefined> {
  const kept = createKept<{ readonly required: KeyCoverage | undefined }>({
    clock,
    async confirm() {
      const state = await store.read();
      return { required: state && requiredCoverage(state) };
    },
    ...(onUnconfirmed ? { onUnconfirmed } : {}),
  });
  return async () => (await kept()).required;
}

/** Makes something of what a container knows, anew when that has become something else; without a promise if it has not. */
export function derivedFrom<Known extends object, Made extends object>(
  known: () => Known | Promise<Known>,
  make: (known: Known) => Made,
): () => Made | Promise<Made> {
  let of: Known | undefined;
  let made: Made | undefined;
  const derive = (now: Known): Made => {
    if (made === undefined || of !== now) {
      made = make(now);
      of = now;
    }
    return made;
  };
  return () => {
    const now = known();
    return now instanceof Promise ? now.then(derive) : derive(now);
  };
}
