import { type ExpiringKind, KEPT_MS } from './periods.ts';

/** What removes an item of a kind. */
export type Removal =
  /** It carries its end since it was written. */
  | { readonly by: 'its own end'; readonly from: string }
  /** It gets its end when the order ends, by an act or with its period (`retain-order.ts`). */
  | { readonly by: 'the end of its order'; readonly from: string }
  /** Code takes it away when it has served. */
  | { readonly by: 'code'; readonly when: string }
  /** One item that the next one replaces. */
  | { readonly by: 'the next one' }
  | { readonly by: 'nothing' };

/** How long items of one kind are kept, and why. */
export interface RetentionRule {
  readonly what: string;
  readonly removal: Removal;
  readonly why: string;
  readonly law: string;
}

const END_OF_ORDER = { by: 'the end of its order', from: 'the order ended' } as const;
const NEXT_ONE = { by: 'the next one' } as const;
const NOTHING = { by: 'nothing' } as const;

const EVIDENCE =
  'State Compensation Law art. 39, Fa Shi [2022] 3 art. 2(10), Civil Code art. 188, PIPL art. 19';
const NO_PERSON = 'no personal information';

/**
 * Every kind of item in the register, by its name in the key table, and how long it is kept. A check that found nothing
 * has no row: it leaves no item. Neither do inquiries and attestations, which are in the hands of those who asked.
 */
export const RETENTION = {
  order: {
    what: 'an order with its history, identity encrypted',
    removal: END_OF_ORDER,
    why: 'shows when each instruction came and took effect, as long as somebody can claim damages for it',
    law: EVIDENCE,
  },
  pointer: {
    what: 'that an order names a document (keyed digest)',
    removal: { by: 'the end of its order', from: 'the order ended for good or dropped the document' },
    why: 'then it denies nothing; a month covers changes that a queue and its dead letters still hold (28 days)',
    law: 'PIPL art. 19 and 47: no longer than the purpose needs',
  },
  logEntry: {
    what: 'keyed digests that were added to the filter',
    removal: NOTHING,
    why: 'a log without its newest entry would begin again at 1 (I3); its digests tell nothing without the secret',
    law: 'PIPL art. 51: de-identified',
  },
  snapshotManifest: {
    what: 'which snapshot of the filter is in use',
    removal: NEXT_ONE,
    why: 'one item',
    law: NO_PERSON,
  },
  keyFingerprint: {
    what: 'which versions of the secret that keys are made with count, by their fingerprints',
    removal: NOTHING,
    why: 'one item, as long as there are keys made with that secret',
    law: NO_PERSON,
  },
  interception: {
    what: 'a denial: order, operator, class of product, times, keyed digests that matched',
    removal: END_OF_ORDER,
    why: 'leads to the notice of the release, answers the person, and is evidence afterwards',
    law: EVIDENCE,
  },
  receipt: {
    what: 'what became of a change',
    removal: { by: 'its own end', from: 'the change was received' },
    why: 'courts ask what became of their change; the same change sent again is known',
    law: EVIDENCE,
  },
  actClaim: {
    what: 'that an act is under way',
    removal: { by: 'its own end', from: 'the act was claimed' },
    why: 'as long as a queue can hold the change that the act made',
    law: NO_PERSON,
  },
  notice: {
    what: 'a notice of an end, with the decision ids of one operator',
    removal: NOTHING,
    why: 'proves that the operator was told, and when',
    law: 'Good-faith opinion (Fa Fa [2019] 35) art. 18; no personal information',
  },
  openNotice: {
    what: 'that a notice waits for somebody',
    removal: { by: 'code', when: 'the notice leaves the list' },
    why: 'an index of what is open',
    law: NO_PERSON,
  },
  orderNotice: {
    what: 'that an order led to a notice',
    removal: NOTHING,
    why: 'leads from the order to the notice, as long as that is kept',
    law: NO_PERSON,
  },
  noticeOperator: {
    what: 'that an operator has notices',
    removal: NOTHING,
    why: 'one item for each operator',
    law: NO_PERSON,
  },
  webhook: {
    what: 'where an operator gets its notices, the key encrypted',
    removal: { by: 'code', when: 'the operator removes it' },
    why: 'one item for each operator',
    law: NO_PERSON,
  },
  client: {
    what: 'a machine client: its operator, scopes, courts and limits, no secret',
    removal: NOTHING,
    why: 'one item for each client, marked when it is removed; tells for whom it acted',
    law: NO_PERSON,
  },
  allowance: {
    what: 'uses of a grant, spending under a quota',
    removal: END_OF_ORDER,
    why: 'shows that a permission was used or was not',
    law: EVIDENCE,
  },
  checkEffects: {
    what: 'what a report of the outcome settles: a denial or a reservation',
    removal: { by: 'its own end', from: 'the check' },
    why: 'operators report within a booking horizon; a check without effect leaves none',
    law: 'PIPL art. 19 and 47: no longer than the purpose needs',
  },
  rateCounter: {
    what: 'how often somebody asked within a window (keyed digest)',
    removal: { by: 'its own end', from: 'the window closed' },
    why: 'an hour more than its window, as the clocks of machines differ',
    law: 'PIPL art. 19 and 47: no longer than the purpose needs',
  },
  clientCounts: {
    what: 'how much a client asked at an API, in numbers alone',
    removal: { by: 'its own end', from: 'its last request' },
    why: 'containers share the limit of a client; who asked nothing for a day begins again',
    law: NO_PERSON,
  },
  idempotentRequest: {
    what: 'a request that named itself by a key (keyed digests), and its answer, encrypted',
    removal: { by: 'its own end', from: 'the request' },
    why: 'the same request sent again gets the same answer; a day is what clients are told',
    law: 'PIPL art. 19 and 47: no longer than the purpose needs',
  },
  auditEntry: {
    what: 'who did what to which order, by ids alone',
    removal: NOTHING,
    why: 'a chain without its beginning proves nothing',
    law: 'Fa Shi [2022] 3 art. 2(10); no personal information',
  },
  objection: {
    what: 'an objection to an order and how it was decided, without a text',
    removal: NOTHING,
    why: 'shows that it was decided in time; it names the order, never a person',
    law: 'Good-faith opinion (Fa Fa [2019] 35) art. 18; no personal information',
  },
  deadline: {
    what: 'a clock that runs for an order',
    removal: { by: 'code', when: 'the clock is stopped' },
    why: 'needed while it runs',
    law: NO_PERSON,
  },
  due: {
    what: 'when a clock ends',
    removal: { by: 'code', when: 'the clock is stopped or found not to run' },
    why: 'an index of what falls due',
    law: NO_PERSON,
  },
  dueCursor: {
    what: 'how far the last run through the clocks came',
    removal: NEXT_ONE,
    why: 'one item',
    law: NO_PERSON,
  },
  reminder: {
    what: 'a reminder in the queue of a court',
    removal: { by: 'its own end', from: 'the reminder' },
    why: 'while something stays overdue there is a newer one every 30 days',
    law: NO_PERSON,
  },
} as const satisfies Readonly<Record<string, RetentionRule>>;

export type ItemKind = keyof typeof RETENTION;

const DAY_MS = 86_400_000;

/** How long, in words: `3 years after the order ended`, `until the next one`. */
export function keptFor(kind: ItemKind): string {
  const removal: Removal = RETENTION[kind].removal;
  switch (removal.by) {
    case 'its own end':
    case 'the end of its order':
      return `${duration(KEPT_MS[kind as ExpiringKind])} after ${removal.from}`;
    case 'code':
      return `until ${removal.when}`;
    case 'the next one':
      return 'until the next one';
    case 'nothing':
      return 'kept';
  }
}

function duration(ms: number): string {
  if (ms === KEPT_MS.order) return '3 years';
  if (ms === DAY_MS) return '1 day';
  return ms < DAY_MS ? `${ms / 3_600_000} hour` : `${ms / DAY_MS} days`;
}

/** The table of the README, in Markdown. */
export function retentionTable(): string {
  const rows = (Object.keys(RETENTION) as ItemKind[]).map((kind) => {
    const { what, removal, why, law } = RETENTION[kind];
    return [`\`${kind}\``, what, keptFor(kind), removal.by, why, law];
  });
  const head = ['item', 'what it is', 'kept', 'removed by', 'why', 'law'];
  return [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}
