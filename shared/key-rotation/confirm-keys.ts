import { DependencyUnavailable } from '../contracts/problem.ts';
import { fingerprintOf, type KeyFingerprint, secretWith } from '../identity/key-fingerprint.ts';
import type { SubjectKeySecret, SubjectKeySecrets } from '../identity/secrets.ts';
import type { KeyStateStore } from './ports.ts';
import type { KeyState } from './state.ts';

/** The versions of the secret that count, each confirmed by its fingerprint. */
export interface ConfirmedKeys {
  readonly state: KeyState;
  readonly lookup: SubjectKeySecret;
  readonly digests: SubjectKeySecret;
  /** Those of the live versions that the secret has. */
  readonly live: readonly SubjectKeySecret[];
  readonly retired: readonly SubjectKeySecret[];
  /** Live versions that the secret does not show yet. Checks go on without them, intake cannot. */
  readonly missing: readonly string[];
}

/**
 * Makes sure that the register was made with this secret, before anything is looked up or stored under it, and finds out
 * which versions of it count. A register that knows none yet is new, and takes the first one.
 *
 * @throws DependencyUnavailable if it was made with another secret, or the state or the secret cannot be read: the truth
 *   about a subject cannot be had then.
 */
export async function confirmKeys(
  secrets: SubjectKeySecrets,
  store: Pick<KeyStateStore, 'read' | 'putOnce'>,
): Promise<ConfirmedKeys> {
  const state = (await store.read()) ?? (await takeFirst(secrets, store));
  const known = await secrets.subjectKeys();
  const isComplete = [...state.live, ...state.retired].every((one) => secretWith(one, known));
  const all = isComplete ? known : await secrets.subjectKeys('again');
  const found = (fingerprints: readonly KeyFingerprint[]) =>
    fingerprints.flatMap((one) => secretWith(one, all) ?? []);
  const live = found(state.live);
  const retired = found(state.retired);
  const lookup = live.find(({ version }) => version === state.lookup);
  const digests = [...live, ...retired].find(({ version }) => version === state.digests);
  if (!lookup || !digests) throw notOurs();
  const missing = state.live
    .map(({ version }) => version)
    .filter((version) => !live.some((one) => one.version === version));
  return { state, lookup, digests, live, retired, missing };
}

async function takeFirst(
  secrets: SubjectKeySecrets,
  store: Pick<KeyStateStore, 'read' | 'putOnce'>,
): Promise<KeyState> {
  const [first] = await secrets.subjectKeys();
  if (!first) throw notOurs();
  await store.putOnce(fingerprintOf(first));
  // Another function may have been first.
  const state = await store.read();
  if (state) return state;
  throw notOurs();
}

function notOurs(): DependencyUnavailable {
  return new DependencyUnavailable(
    'secrets',
    'the subject-key secret is not the one that the register was made with',
  );
}

/** Whether the same versions count for the same. */
export function isSame(a: ConfirmedKeys, b: ConfirmedKeys): boolean {
  return summaryOf(a) === summaryOf(b);
}

function summaryOf({ state, missing }: ConfirmedKeys): string {
  return JSON.stringify([state.lookup, state.digests, state.live, state.retired, missing]);
}
