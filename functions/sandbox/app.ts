import type { Logger } from '../../shared/runtime/log.ts';
import { type KeeperDependencies, type Kept, keepSandbox } from '../../shared/sandbox/keeper.ts';

export interface SandboxDependencies {
  readonly logger: Logger;
  /** Asked at each run, since it waits for the secrets. */
  readonly keeper: () => KeeperDependencies | Promise<KeeperDependencies>;
}

/** What a run came to; why it failed is in the log. */
export type SandboxReport = Kept | { readonly kind: 'failed' };

/**
 * One run of the keeper for each invocation; the event of the schedule says nothing. A run that fails is logged and does
 * not reject: the next one does what is left.
 */
export function createSandboxHandler({ logger, keeper }: SandboxDependencies): () => Promise<SandboxReport> {
  return async () => {
    try {
      const kept = await keepSandbox(await keeper());
      const { imposed, released, exhausted } = kept;
      if (imposed + released > 0) logger.info('sandbox.kept', { imposed, released });
      if (exhausted.length > 0) logger.warn('sandbox.exhausted', { subjects: exhausted });
      return kept;
    } catch (error) {
      logger.error('sandbox.failed', { error });
      return { kind: 'failed' };
    }
  };
}
