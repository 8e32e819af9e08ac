import * as z from 'zod';
import { formatInstant } from '../../shared/contracts/time.ts';
import {
  KEY_COMMANDS,
  type RotationAnswer,
  type RotationDependencies,
  rotateKeys,
} from '../../shared/key-rotation/rotation.ts';
import type { KeyState, RekeyPass } from '../../shared/key-rotation/state.ts';
import { whatNext } from '../../shared/key-rotation/what-next.ts';
import type { Logger } from '../../shared/runtime/log.ts';

export interface KeyRotationDependencies extends Omit<RotationDependencies, 'onFailed' | 'onProgress'> {
  readonly logger: Logger;
  /** How long one invocation goes on with a pass. The next one continues it. */
  readonly budgetMs: number;
}

const event = z.object({ command: z.enum(KEY_COMMANDS), anyway: z.boolean().optional() });

export type KeyRotationEvent = z.input<typeof event>;

/** What an operator is told. It holds versions and counts: no key, no fingerprint, no order. */
export interface KeyReport {
  readonly result: 'done' | 'paused' | 'refused';
  readonly reason?: string;
  readonly notBefore?: string;
  readonly phase: KeyState['phase'];
  /** Left out of a register whose secret was never rotated. */
  readonly since?: string;
  readonly lookup: string;
  readonly live: readonly string[];
  readonly retired: readonly string[];
  readonly pass?: PassReport;
  readonly lastPass?: PassReport;
  readonly next: string;
}

interface PassReport {
  readonly startedAt: string;
  readonly endedAt?: string;
  readonly looked: number;
  readonly rekeyed: number;
  readonly failed: number;
  readonly unresolved: number;
}

/**
 * Does one step of a rotation of the subject-key secret.
 *
 * @throws ZodError for an event that names no command; DependencyUnavailable, after which the same command is safe.
 */
export function createKeyRotationHandler(
  deps: KeyRotationDependencies,
): (event: KeyRotationEvent) => Promise<KeyReport> {
  const { logger, budgetMs, ...ports } = deps;
  return async (asked) => {
    const { command, anyway } = event.parse(asked);
    const answer = await rotateKeys(
      command,
      { untilMs: deps.clock.wallMs() + budgetMs, ...(anyway === undefined ? {} : { anyway }) },
      {
        ...ports,
        onFailed: (orderId, error) => logger.error('keys.order-left', { orderId, error }),
        onProgress: ({ looked, rekeyed, failed }) =>
          logger.info('keys.progress', { looked, rekeyed, failed }),
      },
    );
    const report = reportOf(answer, deps.clock.wallMs());
    if (command !== 'status') logger.info('keys.step', { command, ...report });
    return report;
  };
}

function reportOf({ kind, reason, notBeforeMs, state }: RotationAnswer, nowMs: number): KeyReport {
  return {
    result: kind,
    ...(reason === undefined ? {} : { reason }),
    ...(notBeforeMs === undefined ? {} : { notBefore: formatInstant(notBeforeMs) }),
    phase: state.phase,
    ...(state.phaseSinceMs === 0 ? {} : { since: formatInstant(state.phaseSinceMs) }),
    lookup: state.lookup,
    live: state.live.map(({ version }) => version),
    retired: state.retired.map(({ version }) => version),
    ...(state.pass ? { pass: passReport(state.pass) } : {}),
    ...(state.lastPass ? { lastPass: passReport(state.lastPass, state.lastPass.endedAtMs) } : {}),
    next: whatNext(state, nowMs),
  };
}

function passReport({ startedAtMs, cursor: _, ...counts }: RekeyPass, endedAtMs?: number): PassReport {
  const { looked, rekeyed, failed, unresolved } = counts;
  return {
    startedAt: formatInstant(startedAtMs),
    ...(endedAtMs === undefined ? {} : { endedAt: formatInstant(endedAtMs) }),
    looked,
    rekeyed,
    failed,
    unresolved,
  };
}
