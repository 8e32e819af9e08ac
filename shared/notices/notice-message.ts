import * as z from 'zod';
import { ID_PATTERN, type NoticeId, type OperatorId } from '../contracts/ids.ts';
import type { NoticeRecord } from './notice.ts';

/** What a queue holds about a notice: which one, and for which attempt the alarm was set. */
export interface NoticeMessage {
  readonly operatorId: OperatorId;
  readonly noticeId: NoticeId;
  /**
   * Attempts that had been made when the message was sent. Once another attempt has begun the message is void: whoever
   * began it sets the next alarm. So messages that come twice do not multiply.
   */
  readonly attempts: number;
}

/** The longest that a queue holds a message back (SQS, `DelaySeconds`); a longer wait is one of several messages. */
export const MAX_ALARM_DELAY_MS = 900_000;

const message = z.strictObject({
  operatorId: z.string().regex(ID_PATTERN),
  noticeId: z.string().regex(ID_PATTERN),
  attempts: z.int().min(0),
});

export function messageFor({ operatorId, noticeId, attempts }: NoticeRecord): NoticeMessage {
  return { operatorId, noticeId, attempts };
}

export function writeNoticeMessage({ operatorId, noticeId, attempts }: NoticeMessage): string {
  return JSON.stringify({ operatorId, noticeId, attempts });
}

/** @returns `undefined` if the text is not such a message. */
export function readNoticeMessage(text: string): NoticeMessage | undefined {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return undefined;
  }
  const result = message.safeParse(json);
  return result.success ? (result.data as NoticeMessage) : undefined;
}
