import * as z from 'zod';
import { ID_PATTERN, type NoticeId, type OperatorId } from '../../shared/contracts/ids.ts';

const MAX_LIMIT = 100;
const DEFAULT_LIMIT = 50;

/** How many a page holds at most. */
export const limitField = z
  .string()
  .regex(/^[1-9]\d{0,2}$/, `must be a whole number from 1 to ${MAX_LIMIT}`)
  .transform(Number)
  .refine((limit) => limit <= MAX_LIMIT, `must be a whole number from 1 to ${MAX_LIMIT}`)
  .default(DEFAULT_LIMIT);

/** Where a page begins: `next` of the page before. */
export const afterField = z
  .string()
  .regex(ID_PATTERN, 'must be "next" of the page before')
  .transform((text) => text as NoticeId)
  .optional();

/** Ids of others may hold a dot, a dash and an underscore, never a colon. */
const SEPARATOR = ':';

/** The same over all operators: `<operatorId>:<noticeId>`, the second part empty behind all of an operator. */
export const afterAcrossField = z
  .string()
  .transform((text, context) => {
    const [operatorId = '', noticeId = '', ...more] = text.split(SEPARATOR);
    const isPlace =
      more.length === 0 &&
      text.includes(SEPARATOR) &&
      ID_PATTERN.test(operatorId) &&
      (noticeId === '' || ID_PATTERN.test(noticeId));
    if (!isPlace) {
      context.addIssue({ code: 'custom', message: 'must be "next" of the page before' });
      return z.NEVER;
    }
    return {
      operatorId: operatorId as OperatorId,
      ...(noticeId === '' ? {} : { noticeId: noticeId as NoticeId }),
    };
  })
  .optional();

export function writeAcross(place: { operatorId: OperatorId; noticeId?: NoticeId }): string {
  return `${place.operatorId}${SEPARATOR}${place.noticeId ?? ''}`;
}
