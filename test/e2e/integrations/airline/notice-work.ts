import type { Client, Notice, WebhookEvent } from '../../../../shared/client/index.ts';
import type { OpenRequests } from './open-requests.ts';

export interface NoticeWork {
  /** Takes an event of the receiver; the work is done in the background, once for each notice. */
  take(event: WebhookEvent): void;
  /** Does what was sent while nobody listened: at the start, and now and then. */
  catchUp(): Promise<void>;
  /** Resolves when nothing is being done. */
  idle(): Promise<void>;
}

/** Enough to know a repetition by; what is forgotten and comes again finds nobody waiting. */
const REMEMBERED = 10_000;

/**
 * The work that a notice asks for: ask again for the customers who wait, then acknowledge. In this sequence, since an
 * acknowledged notice is not sent again: who stops in between finds it in the list of those that are not.
 */
export function createNoticeWork(
  client: Pick<Client, 'acknowledge' | 'listNotices'>,
  requests: OpenRequests,
  onFault: (fault: unknown) => void,
): NoticeWork {
  const done = new Set<string>();
  let last: Promise<void> = Promise.resolve();

  async function work({ noticeId, decisionIds }: Pick<Notice, 'noticeId' | 'decisionIds'>): Promise<void> {
    if (done.has(noticeId)) return;
    await requests.askAgain(decisionIds);
    await client.acknowledge(noticeId);
    done.add(noticeId);
    const [oldest] = done;
    if (done.size > REMEMBERED && oldest !== undefined) done.delete(oldest);
  }

  /** One after the other: of two deliveries of one notice the second finds it done. */
  function queue(task: () => Promise<void>): Promise<void> {
    last = last.then(task).catch(onFault);
    return last;
  }

  return {
    take(event) {
      switch (event.kind) {
        case 'denials.lifted':
          void queue(() => work(event));
          break;
        case 'other':
          break; // A kind of a newer service, which asks nothing of us.
      }
    },
    catchUp: () =>
      queue(async () => {
        for (let after: string | undefined, more = true; more; ) {
          const page = await client.listNotices(after === undefined ? {} : { after });
          for (const notice of page.notices) await work(notice);
          after = page.next;
          more = after !== undefined;
        }
      }),
    idle: () => last,
  };
}
