import { createBreaker } from './breaker.ts';
import { type Check, createCheck } from './checks/check.ts';
import type { OutcomeReport } from './checks/outcome.ts';
import { type CourtCalls, createCourtCalls } from './courts/courts.ts';
import { type CircuitState, emitTo } from './events.ts';
import { createNoticeCalls, type NoticeCalls } from './notices/notices.ts';
import { createAsk, nothing } from './requests.ts';
import { type ClientOptions, readSettings } from './settings.ts';
import { type System, thisSystem } from './system.ts';
import { createClientCredentials } from './tokens/client-credentials.ts';
import type { CallOptions } from './transport/call.ts';
import { createSender } from './transport/sender.ts';

export interface Client extends NoticeCalls, CourtCalls {
  /**
   * May this purchase go ahead for these people? One result for each, in their sequence; more than 100 are asked about
   * in several requests.
   *
   * @throws InvalidRequest with a pointer and a ref for each thing wrong; Unauthorized, Forbidden; the reason of your
   *   signal. A service that cannot be reached is no error here but `undetermined`.
   */
  readonly check: Check;
  /** Tells what became of a check; reporting twice changes nothing. The `checkId` is that of each result. */
  reportOutcome(checkId: string, results: readonly OutcomeReport[], options?: CallOptions): Promise<void>;
  /** Whether checks are being sent to the service. */
  circuit(): CircuitState;
}

/**
 * A client of the service; one for each process, since it holds the token and the state of the circuit.
 *
 * @throws TypeError for an option that cannot be used.
 */
export function createClient(options: ClientOptions): Client {
  const {
    baseUrl,
    tokenUrl,
    deadlineMs,
    attemptMs,
    stricter,
    breaker: breakerSettings,
  } = readSettings(options);
  const system: System = {
    clock: options.clock ?? thisSystem.clock,
    random: options.random ?? thisSystem.random,
    newId: options.newId ?? thisSystem.newId,
    fetch: options.fetch ?? thisSystem.fetch,
  };
  const emit = emitTo(options.onEvent);
  const tokens = options.token ?? createClientCredentials({ ...options, tokenUrl }, system, emit);
  const send = createSender({ system, baseUrl, tokens, emit });
  const ask = createAsk(send, system);
  const breaker = createBreaker(breakerSettings, system.clock, emit);

  return {
    check: createCheck({ system, send, breaker, emit, stricter, deadlineMs, attemptMs }),
    async reportOutcome(checkId, results, callOptions) {
      await ask(
        {
          method: 'POST',
          path: `/v1/checks/${encodeURIComponent(checkId)}/outcome`,
          route: 'POST /v1/checks/{checkId}/outcome',
          body: { results },
          expects: 204,
          read: nothing,
        },
        callOptions,
      );
    },
    circuit: () => breaker.state(),
    ...createNoticeCalls(ask),
    ...createCourtCalls(ask),
  };
}
