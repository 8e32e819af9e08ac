import type { SnapshotManifests } from '../filter/ports.ts';
import { fingerprintOf } from '../identity/key-fingerprint.ts';
import type { SubjectKeyVault } from '../identity/secrets.ts';
import { askForSnapshot } from './ask-for-snapshot.ts';
import { type RekeyDependencies, rekey } from './rekey.ts';
import { type KeyState, snapshotCoverage } from './state.ts';
import { abandon, back, begin, forget, freshVersion, retire, type Step, switchOver } from './steps.ts';

export const KEY_COMMANDS = [
  'status',
  'begin',
  'rekey',
  'switch',
  'back',
  'retire',
  'abandon',
  'forget',
] as const;

export type KeyCommand = (typeof KEY_COMMANDS)[number];

export interface RotationDependencies extends RekeyDependencies {
  readonly vault: SubjectKeyVault;
  readonly manifests: Pick<SnapshotManifests, 'current'>;
}

export interface RotationAnswer {
  /** `refused`: nothing was changed. `paused`: the same command goes on. */
  readonly kind: 'done' | 'paused' | 'refused';
  readonly reason?: string;
  readonly notBeforeMs?: number;
  readonly state: KeyState;
}

export interface RotationOptions {
  /** `rekey` begins no further page at or after this time. */
  readonly untilMs: number;
  /** `forget` although some orders still need the version. */
  readonly anyway?: boolean;
}

const DISTURBED = 'somebody else changed the state at the same moment: look at it and ask again';

/**
 * One step of a rotation of the subject-key secret. Each is refused until what it rests on holds, and is done by one
 * conditional write of the register's state.
 *
 * @throws DependencyUnavailable if the secret or the register cannot be reached; asking again is safe.
 */
export async function rotateKeys(
  command: KeyCommand,
  { untilMs, anyway = false }: RotationOptions,
  deps: RotationDependencies,
): Promise<RotationAnswer> {
  const { state } = await deps.confirm();
  const nowMs = deps.clock.wallMs();
  switch (command) {
    case 'status':
      return { kind: 'done', state };
    case 'rekey':
      return await rekeyAll(state, untilMs, deps);
    case 'begin':
      return await beginWithFreshKey(state, deps);
    case 'switch': {
      const manifest = await deps.manifests.current();
      return await take(switchOver(state, manifest?.secretVersion, nowMs), state, deps);
    }
    case 'back':
      return await take(back(state, nowMs), state, deps);
    case 'retire':
      return await take(retire(state, nowMs), state, deps);
    case 'abandon':
      return await take(abandon(state, nowMs), state, deps);
    case 'forget': {
      const answer = await take(forget(state, anyway, nowMs), state, deps);
      if (answer.kind === 'done') await removeUnknown(answer.state, deps.vault);
      return answer;
    }
  }
}

async function rekeyAll(
  state: KeyState,
  untilMs: number,
  deps: RotationDependencies,
): Promise<RotationAnswer> {
  if (state.phase === 'stable') return { kind: 'refused', reason: 'no rotation is under way', state };
  const outcome = await rekey(untilMs, deps);
  if (outcome.kind === 'disturbed') return { kind: 'refused', reason: DISTURBED, state };
  return { kind: outcome.kind === 'paused' ? 'paused' : 'done', state: outcome.state };
}

/** The key is in the secret before the state speaks of it: whoever misses it then finds it there. */
async function beginWithFreshKey(state: KeyState, deps: RotationDependencies): Promise<RotationAnswer> {
  if (state.phase !== 'stable') return { kind: 'refused', reason: 'a rotation is under way already', state };
  await removeUnknown(state, deps.vault);
  const version = freshVersion(
    state,
    (await deps.vault.read()).map((one) => one.version),
  );
  await deps.vault.add(version);
  const key = (await deps.vault.read()).find((one) => one.version === version);
  if (!key)
    return { kind: 'refused', reason: 'the secret does not show its new version yet: ask again', state };
  return await take(begin(state, fingerprintOf(key), deps.clock.wallMs()), state, deps);
}

/** Left by a step that was broken off, or forgotten: such a key must never come to count. */
async function removeUnknown(state: KeyState, vault: SubjectKeyVault): Promise<void> {
  const known = new Set([...state.live, ...state.retired].map(({ version }) => version));
  for (const { version } of await vault.read()) if (!known.has(version)) await vault.remove(version);
}

async function take(step: Step, seen: KeyState, deps: RotationDependencies): Promise<RotationAnswer> {
  if (step.kind === 'refused') return { ...step, state: seen };
  if ((await deps.store.replace(step.state, seen)) === 'written') {
    if (snapshotCoverage(step.state) !== snapshotCoverage(seen)) await askForSnapshot(deps.log);
    return { kind: 'done', state: step.state };
  }
  return { kind: 'refused', reason: DISTURBED, state: seen };
}
