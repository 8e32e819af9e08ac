import { messageFor } from './notice-message.ts';
import { newNoticeRecord } from './notice-record.ts';
import type { NoticeOutbox, NoticeQueue } from './ports.ts';

/**
 * An outbox that sets a delivery going for every notice that is put into it.
 *
 * Also for one that was there already: the delivery of the change that put it may have crashed before the message was
 * sent. A message too many is void, since it names the attempts that had been made.
 */
export function announcing(outbox: NoticeOutbox, queue: Pick<NoticeQueue, 'send'>): NoticeOutbox {
  return {
    get: (operatorId, noticeId) => outbox.get(operatorId, noticeId),
    listPending: (operatorId) => outbox.listPending(operatorId),
    async putOnce(notice) {
      const outcome = await outbox.putOnce(notice);
      await queue.send([messageFor(newNoticeRecord(notice))]);
      return outcome;
    },
  };
}
