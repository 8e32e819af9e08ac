import type { DeadlineKind } from './deadline.ts';

/**
 * Where an order stands.
 *
 * - `risk-warning`: the court has warned, the register holds nothing yet; the order's `warnedAt` records it.
 * - `imposed`: applied, but its time of effect or the begin of its period is still to come.
 * - `expired`: its period is over. Time says so; it is never written.
 */
export const ORDER_STATES = [
  'risk-warning',
  'imposed',
  'in-force',
  'suspended',
  'released',
  'cancelled',
  'expired',
] as const;

export type OrderState = (typeof ORDER_STATES)[number];

/** What a court does to an order by a named operation. */
export const ORDER_ACTS = [
  'release',
  'suspend',
  'resume',
  'cancel',
  'grant',
  'revoke-grant',
  'add-documents',
  'clear-documents',
  'end-role',
  'removal-ground',
  'withdraw-removal-ground',
] as const;

export type OrderAct = (typeof ORDER_ACTS)[number];

/** What happens to an order: acts, imposing it by a list change, and what time does. */
export type OrderEvent = 'impose' | 'take-effect' | OrderAct | 'expire';

export interface Transition {
  readonly event: OrderEvent;
  /** `president`: the president of the court signs. `time`: nobody acts. */
  readonly who: readonly ('court' | 'president' | 'time')[];
  readonly from: readonly OrderState[];
  /** `same`: the order stays where it stands. */
  readonly to: OrderState | 'same';
  /** The clock that it starts. */
  readonly starts?: DeadlineKind;
  /** The clock that it stops. */
  readonly stops?: DeadlineKind;
  /** Document and article. */
  readonly law: string;
}

const LIVE = ['imposed', 'in-force', 'suspended'] as const satisfies readonly OrderState[];

/**
 * The life of an order, row by row. Everything else that says what may happen to an order is made from it: that ended
 * is final, what the API answers to an impossible act, and the diagram in the README.
 *
 * An order that was let go or whose period is over can still be cancelled: that it was wrong from the start is found
 * out afterwards too, and who was restricted unlawfully may claim compensation (Fa Shi [2022] 3 art. 2(10)).
 */
export const LIFE: readonly Transition[] = [
  {
    event: 'impose',
    who: ['president'],
    from: ['risk-warning'],
    to: 'imposed',
    starts: 'period-ending',
    law: 'Provisions (Fa Shi [2015] 17) art. 5',
  },
  {
    event: 'take-effect',
    who: ['time'],
    from: ['imposed'],
    to: 'in-force',
    law: 'Provisions (Fa Shi [2015] 17) art. 5',
  },
  {
    event: 'suspend',
    who: ['court'],
    from: ['imposed', 'in-force'],
    to: 'suspended',
    law: 'Good-faith opinion (Fa Fa [2019] 35) art. 15',
  },
  {
    event: 'resume',
    who: ['court'],
    from: ['suspended'],
    to: 'imposed',
    law: 'Good-faith opinion (Fa Fa [2019] 35) art. 15',
  },
  {
    event: 'grant',
    who: ['court', 'president'],
    from: LIVE,
    to: 'same',
    starts: 'grant-ending',
    law: 'Provisions (Fa Shi [2015] 17) art. 3 and 8, Good-faith opinion (Fa Fa [2019] 35) art. 17(3)',
  },
  {
    event: 'revoke-grant',
    who: ['court'],
    from: LIVE,
    to: 'same',
    stops: 'grant-ending',
    law: 'Provisions (Fa Shi [2015] 17) art. 8',
  },
  {
    event: 'add-documents',
    who: ['court'],
    from: LIVE,
    to: 'same',
    law: 'Provisions (Fa Shi [2015] 17) art. 5',
  },
  {
    event: 'clear-documents',
    who: ['court'],
    from: LIVE,
    to: 'same',
    law: 'Good-faith opinion (Fa Fa [2019] 35) art. 18',
  },
  {
    event: 'removal-ground',
    who: ['court'],
    from: LIVE,
    to: 'same',
    starts: 'removal',
    law: 'List provisions (Fa Shi [2017] 7) art. 10',
  },
  {
    event: 'withdraw-removal-ground',
    who: ['court'],
    from: LIVE,
    to: 'same',
    stops: 'removal',
    law: 'List provisions (Fa Shi [2017] 7) art. 10',
  },
  {
    event: 'release',
    who: ['court'],
    from: [...LIVE, 'expired'],
    to: 'released',
    stops: 'removal',
    law: 'Provisions (Fa Shi [2015] 17) art. 9',
  },
  {
    event: 'end-role',
    who: ['court'],
    from: LIVE,
    to: 'released',
    stops: 'removal',
    law: 'Good-faith opinion (Fa Fa [2019] 35) art. 17(2)',
  },
  {
    event: 'expire',
    who: ['time'],
    from: LIVE,
    to: 'expired',
    stops: 'removal',
    law: 'Provisions (Fa Shi [2015] 17) art. 5',
  },
  {
    event: 'cancel',
    who: ['court'],
    from: [...LIVE, 'expired', 'released'],
    to: 'cancelled',
    stops: 'removal',
    law: 'Good-faith opinion (Fa Fa [2019] 35) art. 18',
  },
];

export function transitionOf(event: OrderEvent): Transition {
  const transition = LIFE.find((row) => row.event === event);
  if (transition) return transition;
  throw new TypeError(`the life of an order has no ${event}`);
}

/** What a court may do to an order that stands there, in the sequence of the table. */
export function possibleActs(state: OrderState): readonly OrderAct[] {
  return LIFE.filter(({ from }) => from.includes(state))
    .map(({ event }) => event)
    .filter((event): event is OrderAct => (ORDER_ACTS as readonly string[]).includes(event));
}

/**
 * Whether no event leads on to a state in which the order restricts or may come to restrict: ended is final, and a new
 * restriction is a new order.
 */
export function isFinal(state: OrderState): boolean {
  return FINAL.has(state);
}

const ENDS: ReadonlySet<OrderState | 'same'> = new Set(['released', 'cancelled']);

const FINAL: ReadonlySet<OrderState> = new Set(
  ORDER_STATES.filter((state) => LIFE.every(({ from, to }) => !from.includes(state) || ENDS.has(to))),
);
