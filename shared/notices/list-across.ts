import { inParallel } from '../concurrency/in-parallel.ts';
import type { NoticeId, OperatorId } from '../contracts/ids.ts';
import type { NoticeRecord } from './notice.ts';
import type { NoticeList } from './notice-lists.ts';
import type { NoticeStore } from './ports.ts';

/** A place between two notices of the list over all operators. */
export interface PlaceAcross {
  readonly operatorId: OperatorId;
  /** Behind this one; absent: behind all of the operator. */
  readonly noticeId?: NoticeId;
}

export interface PageAcross {
  readonly notices: readonly NoticeRecord[];
  /** Where the next page begins; absent after the last one. */
  readonly next?: PlaceAcross;
}

/** Of so many operators the lists are looked at for one page, so that a request ends in time. */
export const OPERATORS_PER_PAGE = 200;
const OPERATORS_AT_ONCE = 8;

/**
 * One page of a list over all operators, in the sequence of operator and notice. It may be short, even empty, although
 * more follows.
 */
export async function listAcross(
  which: NoticeList,
  { after, limit }: { readonly after?: PlaceAcross | undefined; readonly limit: number },
  notices: Pick<NoticeStore, 'listOperators' | 'list'>,
): Promise<PageAcross> {
  const operators = (await notices.listOperators()).filter((operatorId) => isAhead(operatorId, after));
  const looked = operators.slice(0, OPERATORS_PER_PAGE);
  const pages = await inParallel(looked, OPERATORS_AT_ONCE, async (operatorId) => ({
    operatorId,
    page: await notices.list(operatorId, which, {
      after: operatorId === after?.operatorId ? after.noticeId : undefined,
      limit,
    }),
  }));

  const found: NoticeRecord[] = [];
  for (const { operatorId, page } of pages) {
    const room = limit - found.length;
    found.push(...page.notices.slice(0, room));
    const last = found.at(-1);
    if (page.notices.length > room && last) {
      return { notices: found, next: { operatorId: last.operatorId, noticeId: last.noticeId } };
    }
    if (page.next !== undefined) return { notices: found, next: { operatorId, noticeId: page.next } };
  }
  const end = looked.at(-1);
  return operators.length > looked.length && end
    ? { notices: found, next: { operatorId: end } }
    : { notices: found };
}

function isAhead(operatorId: OperatorId, after: PlaceAcross | undefined): boolean {
  if (after === undefined || operatorId > after.operatorId) return true;
  return operatorId === after.operatorId && after.noticeId !== undefined;
}
