import {
  type Client,
  MalformedAnswer,
  type Outcome,
  type OutcomeReport,
  RateLimited,
  type SubjectResult,
  Timeout,
  Unavailable,
} from '../../../../shared/client/index.ts';

export interface OutcomeOutbox {
  /** Takes what became of these results and sends it in the background: no customer waits for it. */
  report(results: readonly SubjectResult[], outcome: Outcome): void;
  /** Sends what waits; from a timer, too. @returns how many reports go on waiting */
  flush(): Promise<number>;
}

/**
 * Reports of outcomes, kept until the service has them: a permission for a single purchase is used up by `sold` and
 * comes back by the others. Holds check ids and refs, no document.
 */
export function createOutcomeOutbox(client: Pick<Client, 'reportOutcome'>): OutcomeOutbox {
  let waiting: readonly { readonly checkId: string; readonly results: readonly OutcomeReport[] }[] = [];
  let last: Promise<unknown> = Promise.resolve();

  async function sendAll(): Promise<number> {
    for (const report of waiting) {
      try {
        await client.reportOutcome(report.checkId, report.results);
      } catch (error) {
        // The service, not the report: all the others would fare alike.
        if (passes(error)) break;
        throw error;
      }
      waiting = waiting.filter((other) => other !== report);
    }
    return waiting.length;
  }

  return {
    report(results, outcome) {
      // A result without a check id was made up on this side: the service knows of no check.
      const checkIds = new Set(results.flatMap(({ checkId }) => checkId ?? []));
      for (const checkId of checkIds) {
        const own = results.filter((result) => result.checkId === checkId);
        waiting = [...waiting, { checkId, results: own.map(({ ref }) => ({ ref, outcome })) }];
      }
      // What has to be put right comes out of `flush`, which somebody awaits.
      this.flush().catch(() => undefined);
    },
    flush() {
      // One after the other, so that nothing is sent twice.
      const mine = last.then(sendAll);
      last = mine.catch(() => undefined);
      return mine;
    },
  };
}

function passes(error: unknown): boolean {
  return (
    error instanceof Unavailable ||
    error instanceof Timeout ||
    error instanceof RateLimited ||
    error instanceof MalformedAnswer
  );
}
