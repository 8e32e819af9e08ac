import type { Context } from 'hono';
import type { HttpEnv } from '../../shared/adapters/http/http-env.ts';
import { HttpProblem } from '../../shared/adapters/http/http-problem.ts';
import type { Clock } from '../../shared/contracts/clock.ts';
import { type AdmissionDependencies, admitInquiry } from '../../shared/inquiry/admission.ts';
import type { InquiryAnswer } from '../../shared/inquiry/answer.ts';
import { atEvenPace, type EvenPaceDependencies } from '../../shared/inquiry/even-pace.ts';
import { type InquiryDependencies, inquire } from '../../shared/inquiry/inquire.ts';
import type { Inquiry } from '../../shared/inquiry/inquiry.ts';
import type { Metrics } from '../../shared/runtime/metrics.ts';
import { clientAddress } from './client-address.ts';

export interface AskDependencies {
  readonly clock: Clock;
  readonly wait: EvenPaceDependencies['wait'];
  readonly startDeadline: EvenPaceDependencies['startDeadline'];
  readonly onFlood: AdmissionDependencies['onFlood'];
  /** Nothing is measured without it. */
  readonly metrics?: Metrics;
  /** Asked at each inquiry, since it waits for the secrets: they are fetched when first needed. */
  readonly register: () => Register | Promise<Register>;
}

/** What needs the secrets of the register. */
export type Register = InquiryDependencies &
  Pick<AdmissionDependencies, 'counters'> & {
    readonly counterNames: AdmissionDependencies['names'];
  };

/**
 * The way that every inquiry goes, from either door: counted, looked up, accounted for, and answered at an even pace.
 *
 * @param answerWith writes the answer; it runs before the wait, so that its length costs no time that can be seen.
 * @throws HttpProblem 429 over a limit; DependencyUnavailable if it cannot be counted, read or accounted for.
 */
export async function ask(
  c: Context<HttpEnv>,
  inquiry: Inquiry,
  deps: AskDependencies,
  answerWith: (answer: InquiryAnswer, nowMs: number) => Response | Promise<Response>,
): Promise<Response> {
  const client = clientAddress(c);
  const register = await deps.register();
  const { counters, counterNames } = register;
  const nowMs = deps.clock.wallMs();
  const admission = await admitInquiry(client, inquiry.document, nowMs, {
    counters,
    names: counterNames,
    onFlood: deps.onFlood,
  });
  if (admission.kind === 'refused') {
    const { retryAfterSeconds } = admission;
    deps.metrics?.add('InquiriesLimited');
    deps.metrics?.settle();
    throw new HttpProblem('too-many-requests', 'Ask again after the time that Retry-After states.', {
      retryAfterSeconds,
    });
  }
  const answer = await atEvenPace(
    async (deadline) => answerWith(await inquire(inquiry, nowMs, deadline, register), nowMs),
    deps,
  );
  deps.metrics?.add('InquiriesAnswered');
  deps.metrics?.settle();
  return answer;
}
