import { startTimer, type Timer, type TimerOptions } from './timer.ts';

export interface FilterBuilderTimerOptions extends Omit<TimerOptions, 'run'> {
  /** Builds and publishes a snapshot. After a failure the published snapshot stays. */
  readonly build: () => Promise<unknown>;
  /** Sequence of the newest entry of the change log. */
  readonly head: () => Promise<number>;
}

/** Does what the schedule does that invokes the filter builder: builds every so often, if the change log has moved. */
export function startFilterBuilderTimer({ build, head, ...options }: FilterBuilderTimerOptions): Timer {
  /** The head that the published snapshot is known to be up to date with. */
  let builtHead: number | undefined;
  return startTimer({ ...options, run });

  async function run(): Promise<void> {
    const before = await head();
    if (before === builtHead) return;
    builtHead = undefined;
    await build();
    const after = await head();
    // The build appends its own marker. More than that means that keys came while it ran: the next turn builds again.
    if (after <= before + 1) builtHead = after;
  }
}
