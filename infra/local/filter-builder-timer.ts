import { setTimeout as pause } from 'node:timers/promises';

export interface FilterBuilderTimerOptions {
  /** Builds and publishes a snapshot. */
  readonly build: () => Promise<unknown>;
  /** Sequence of the newest entry of the change log. */
  readonly head: () => Promise<number>;
  readonly everySeconds: number;
  /** A build failed; the published snapshot stays and the next turn tries again. */
  readonly onFailure: (error: unknown) => void;
}

export interface FilterBuilderTimer {
  /** Builds now, whether or not the log has moved. Failures go to `onFailure`. */
  buildNow(): Promise<void>;
  /** Begins no more builds and resolves when the one at work is done. */
  stop(): Promise<void>;
}

/** Does what the schedule does that invokes the filter builder: builds every so often, if the change log has moved. */
export function startFilterBuilderTimer(options: FilterBuilderTimerOptions): FilterBuilderTimer {
  const { build, head, everySeconds, onFailure } = options;
  const stopping = new AbortController();
  /** The head that the published snapshot is known to be up to date with. */
  let builtHead: number | undefined;
  let building: Promise<void> = Promise.resolve();
  const finished = turns();
  return {
    buildNow: () => once(false),
    async stop() {
      stopping.abort();
      await finished;
      await building;
    },
  };

  async function turns(): Promise<void> {
    for (;;) {
      await pause(everySeconds * 1_000, undefined, { signal: stopping.signal }).catch(() => undefined);
      if (stopping.signal.aborted) return;
      await once(true);
    }
  }

  /** One build at a time: a turn that comes during a build waits for it. */
  function once(onlyIfMoved: boolean): Promise<void> {
    building = building.then(() => turn(onlyIfMoved)).catch(onFailure);
    return building;
  }

  async function turn(onlyIfMoved: boolean): Promise<void> {
    const before = await head();
    if (onlyIfMoved && before === builtHead) return;
    builtHead = undefined;
    await build();
    const after = await head();
    // The build appends its own marker. More than that means that keys came while it ran: the next turn builds again.
    if (after <= before + 1) builtHead = after;
  }
}
