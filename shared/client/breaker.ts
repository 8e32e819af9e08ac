import type { ClientClock } from './clock.ts';
import type { CircuitState, Emit } from './events.ts';

/** Leave to ask the service. It is given back, whatever came of it. */
export interface Permit {
  record(outcome: 'answered' | 'failed'): void;
  end(): void;
}

export interface Breaker {
  state(): CircuitState;
  /** `undefined`: do not ask now. */
  admit(): Permit | undefined;
}

export interface BreakerSettings {
  /** Failures in a row that open it. */
  readonly failures: number;
  /** Opens, too, when at least half of so many newest attempts failed. */
  readonly window: number;
  /** So long the service is left alone; then one call at a time probes. */
  readonly openMs: number;
}

/**
 * A circuit breaker: a service that is down is not asked, so that sales do not wait for deadlines, and it is not met by
 * all counters at once when it comes back. Attempts count, not calls, so one call with its retries may open it.
 */
export function createBreaker(settings: BreakerSettings, clock: ClientClock, emit: Emit): Breaker {
  let state: CircuitState = 'closed';
  let newest: ('answered' | 'failed')[] = [];
  let probeNotBeforeMs = 0;
  let probing: Permit | undefined;

  const become = (next: CircuitState): void => {
    if (state === next) return;
    state = next;
    newest = [];
    emit({ kind: 'circuit', state });
  };
  const open = (): void => {
    probeNotBeforeMs = clock.monotonicMs() + settings.openMs;
    become('open');
  };
  const isFailing = (): boolean => {
    const inARow = newest.slice(-settings.failures);
    if (inARow.length === settings.failures && inARow.every((one) => one === 'failed')) return true;
    const failed = newest.filter((one) => one === 'failed').length;
    return newest.length === settings.window && failed * 2 >= settings.window;
  };

  return {
    state: () => state,
    admit() {
      if (state === 'open' && clock.monotonicMs() >= probeNotBeforeMs) become('half-open');
      if (state === 'open' || (state === 'half-open' && probing)) return undefined;
      const permit: Permit = {
        record(outcome) {
          if (state === 'closed') {
            newest = [...newest, outcome].slice(-settings.window);
            if (outcome === 'failed' && isFailing()) open();
          } else if (state === 'half-open' && probing === permit) {
            if (outcome === 'failed') open();
            else become('closed');
          }
          // What was sent before it opened tells nothing about now.
        },
        end() {
          if (probing === permit) probing = undefined;
        },
      };
      if (state === 'half-open') probing = permit;
      return permit;
    },
  };
}
