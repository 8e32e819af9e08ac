import * as z from 'zod';
import { END_REASONS, ORDER_STATUSES, orderDocumentField } from '../../../../shared/contracts/list-change.ts';
import { REMOVAL_GROUNDS } from '../../../../shared/due-process/acts/state-removal-ground.ts';
import { DEADLINE_KINDS } from '../../../../shared/due-process/deadline.ts';
import { OUTCOMES } from '../../../../shared/interceptions/interception.ts';
import { described, named } from '../registry.ts';
import { count, courtCode, instant, item, month, ourId, uuid } from './common.ts';

const historyEntry = named(
  'OrderVersion',
  z.strictObject({
    version: z.int().min(1),
    changeId: uuid(),
    status: z.enum(ORDER_STATUSES),
    endReason: z.enum(END_REASONS).optional(),
    acceptedAt: instant,
    appliedAt: instant,
    effectiveAt: instant,
  }),
  'One version of the order: the evidence of when an instruction came and took effect.',
);

export const order = named(
  'Order',
  z.strictObject({
    ...orderDocumentField.shape,
    effectiveAt: instant,
    clearedDocuments: count().optional(),
    periodEndsAt: instant.optional(),
    history: z.array(historyEntry).min(1),
  }),
  'The order as the court sent it, since when its present version holds, and how it came about.',
);

described(order.shape, {
  clearedDocuments: 'How many of its documents match nobody any more; absent if all of them count.',
});

export const actAccepted = named(
  'ActAccepted',
  z.strictObject({
    changeId: uuid(),
    orderId: ourId(),
    version: z.int().min(1),
    status: z.enum(['queued', 'applied']),
  }),
  'The act has become the next version of the order. The same act sent again is the same change.',
);
described(actAccepted.shape, {
  changeId: 'Ask `/v1/list-changes/{changeId}` what became of it.',
  status: '`applied`: it was sent before and holds already.',
});

const counts = {
  denials: count(),
  attempts: count(),
  items: z.partialRecord(item, count()),
  outcomes: z.partialRecord(z.enum(OUTCOMES), count()),
};

const monthOfDenials = named(
  'MonthOfDenials',
  z.strictObject({ month: month(), ...counts }),
  'Counts of one calendar month.',
);

export const orderEffects = named(
  'OrderEffects',
  z.strictObject({
    orderId: ourId(),
    months: z.array(monthOfDenials),
    notices: z.strictObject({
      created: count(),
      delivered: count(),
      acknowledged: count(),
      parked: count(),
      oldestUnacknowledgedAgeMs: count().optional(),
    }),
  }),
  'What an order does, in counts: never who, where or exactly when.',
);

export const courtSummary = named(
  'CourtSummary',
  z.strictObject({ court: courtCode(), month: month(), ...counts }),
  'What all orders of a court did in one month, in counts.',
);

export const clock = named(
  'RemovalClock',
  z.strictObject({
    deadlineId: z.string().min(1),
    kind: z.enum(DEADLINE_KINDS),
    orderId: ourId(),
    ground: z.enum(REMOVAL_GROUNDS).optional(),
    startedAt: instant,
    dueAt: instant,
    law: z.string().min(1),
  }),
  'The time in which the court owes the removal.',
);

export const groundWithdrawn = named(
  'GroundWithdrawn',
  z.strictObject({ orderId: ourId(), withdrawn: z.enum(REMOVAL_GROUNDS), running: z.array(clock) }),
  'The clock of the ground has stopped; those of other grounds go on.',
);

const reminder = named(
  'Reminder',
  z.strictObject({
    deadlineId: z.string().min(1),
    kind: z.enum(DEADLINE_KINDS),
    orderId: ourId(),
    about: z.string().min(1).optional(),
    law: z.string().min(1),
    courtCode: courtCode(),
    step: z.string().regex(/^(due-soon|due|ended|overdue-\d+)$/),
    dueAt: instant,
    remindedAt: instant,
    escalatedTo: z.string().min(1).optional(),
  }),
  'What a court owes or should know. It names the order and the clock, and nobody.',
);
described(reminder.shape, {
  about: 'The objection, grant or version that it is about; absent for the order itself.',
  step: '`overdue-3`: from the third day after the end.',
  escalatedTo: 'The code of the court above, or `operations`, when it was told too.',
});

export const reminders = named(
  'Reminders',
  z.strictObject({ reminders: z.array(reminder), next: z.string().min(1).optional() }),
  'A page of a court’s reminders. It may be shorter than was asked for although more follow.',
);
