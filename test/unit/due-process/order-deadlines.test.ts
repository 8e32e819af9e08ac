import { describe, expect, test } from 'vitest';
import { createMemoryAuditTrail } from '../../../shared/adapters/memory/audit-trail.ts';
import { createMemoryDeadlines } from '../../../shared/adapters/memory/deadlines.ts';
import { createMemoryObjections } from '../../../shared/adapters/memory/objections.ts';
import type { GrantId, OrderId } from '../../../shared/contracts/ids.ts';
import { deadlineIdFor } from '../../../shared/due-process/deadline-id.ts';
import { decide } from '../../../shared/due-process/objections/decide.ts';
import { fileObjection } from '../../../shared/due-process/objections/file-objection.ts';
import { deadlinesOf, firstDeadlinesOf, followOrder } from '../../../shared/due-process/order-deadlines.ts';
import { createWorkingDays } from '../../../shared/due-process/working-days.ts';
import { nextRecord } from '../../../shared/orders/next-record.ts';
import type { OrderRecord, OrderTerms } from '../../../shared/orders/order.ts';
import { changeIdOf, grant, HOUR_MS, NOW_MS, orderVersion, terms, testClock } from '../orders/fixtures.ts';

const DAY_MS = 24 * HOUR_MS;

function record(version: number, overrides: Partial<OrderTerms> = {}): OrderRecord {
  const change = { ...orderVersion({ version }), terms: terms(overrides) };
  return nextRecord(change, undefined, { appliedAtMs: NOW_MS, keysKnownAtMs: undefined });
}

function world() {
  return {
    clock: testClock(),
    deadlines: createMemoryDeadlines(),
    objections: createMemoryObjections(),
    audit: createMemoryAuditTrail(),
    workingDays: createWorkingDays(),
  };
}

const kindsOf = (world: { deadlines: ReturnType<typeof createMemoryDeadlines> }) =>
  world.deadlines.all().map(({ kind, about }) => (about === undefined ? kind : `${kind} ${about}`));

const period = { fromMs: NOW_MS - DAY_MS, toMs: NOW_MS + 30 * DAY_MS };

describe('the clocks that follow from an order', () => {
  test('are none without grants and without an end', () => {
    expect(deadlinesOf(record(1))).toEqual([]);
  });

  test('are one for each grant that is not over, and one for the period', () => {
    const grants = [
      grant({ toMs: NOW_MS + DAY_MS }),
      grant({ grantId: 'g2' as GrantId, toMs: NOW_MS + 2 * DAY_MS }),
      grant({ grantId: 'g0' as GrantId, toMs: NOW_MS - 1 }),
    ];
    expect(
      deadlinesOf(record(1, { grants, period })).map(({ kind, about, dueAtMs }) => [kind, about, dueAtMs]),
    ).toEqual([
      ['grant-ending', 'g1', NOW_MS + DAY_MS],
      ['grant-ending', 'g2', NOW_MS + 2 * DAY_MS],
      ['period-ending', undefined, period.toMs],
    ]);
  });

  test('hold one that is due at once when a continued restriction has no stated end', () => {
    const continues = 'ord-0' as OrderId;
    expect(deadlinesOf(record(1, { continues }))).toMatchObject([
      { kind: 'continuation-end-missing', dueAtMs: NOW_MS, law: 'Opinions (2016) IV(2)5' },
    ]);
    expect(deadlinesOf(record(1, { continues, period })).map(({ kind }) => kind)).toEqual(['period-ending']);
  });

  test.each(['released', 'cancelled'] as const)('are none once it was %s', (status) => {
    expect(deadlinesOf(record(2, { status, grants: [grant()], period }))).toEqual([]);
  });
});

describe('the clock of the order that a continued restriction goes on from', () => {
  const continues = 'ord-0' as OrderId;
  const origins = (record: OrderRecord) =>
    firstDeadlinesOf(record, createWorkingDays()).filter(({ kind }) => kind === 'continuation-origin');

  test('runs three working days from the version, under the law of the continuation', () => {
    // 1 March 2026 is a Sunday.
    expect(origins(record(1, { continues, period }))).toMatchObject([
      {
        about: 'ord-0',
        startedAtMs: NOW_MS,
        dueAtMs: Date.parse('2026-03-05T00:00:00+08:00'),
        law: 'Opinions (2016) IV(2)5',
      },
    ]);
  });

  test('has its earliest end while the calendar is not known', () => {
    const unknown = createWorkingDays({ holidays: {}, workdays: {} });
    expect(firstDeadlinesOf(record(1, { continues, period }), unknown)).toContainEqual(
      expect.objectContaining({ dueAtMs: Date.parse('2026-03-05T00:00:00+08:00') }),
    );
  });

  test('is none for an order that continues nothing, or has ended', () => {
    expect(origins(record(1, { period }))).toEqual([]);
    expect(origins(record(2, { continues, period, status: 'released' }))).toEqual([]);
  });
});

describe('following an order', () => {
  test('is the same however often it is done', async () => {
    const deps = world();
    const one = record(1, { grants: [grant({ toMs: NOW_MS + DAY_MS })], period });
    await followOrder(one, deps);
    const once = deps.deadlines.all();
    await followOrder(one, deps);
    expect(deps.deadlines.all()).toEqual(once);
    expect(kindsOf(deps)).toEqual(['grant-ending g1', 'period-ending']);
  });

  test('moves a clock with its period, and stops that of a grant that was revoked', async () => {
    const deps = world();
    await followOrder(record(1, { grants: [grant({ toMs: NOW_MS + DAY_MS })], period }), deps);
    const later = { ...period, toMs: period.toMs + DAY_MS };
    await followOrder(record(2, { period: later }), deps);
    expect(deps.deadlines.all()).toMatchObject([{ kind: 'period-ending', dueAtMs: later.toMs }]);
  });

  test('leaves the clock of a removal alone until the order has ended, and those of objections beyond', async () => {
    const deps = world();
    const removal = {
      deadlineId: deadlineIdFor('ord-1' as OrderId, 'removal'),
      kind: 'removal',
      orderId: 'ord-1' as OrderId,
      courtCode: '京0105',
      startedAtMs: NOW_MS,
      dueAtMs: NOW_MS + DAY_MS,
      law: 'a law',
    } as const;
    await deps.deadlines.start(removal);
    const filing = { ground: 'law', filedBy: 'subject', filedAtMs: NOW_MS } as const;
    await fileObjection(record(1), filing, 'list-provisions', { actor: 'demo-court' }, deps);
    await followOrder(record(1, { period }), deps);
    expect(deps.deadlines.all().map(({ kind }) => kind)).toEqual([
      'removal',
      'objection-review',
      'period-ending',
    ]);
    await followOrder(record(2, { status: 'released', endReason: 'performed', period }), deps);
    expect(deps.deadlines.all().map(({ kind }) => kind)).toEqual(['objection-review']);
  });

  test('records that an upheld objection was done justice to when the order ends, once', async () => {
    const deps = world();
    const filing = { ground: 'law', filedBy: 'subject', filedAtMs: NOW_MS } as const;
    const { objection } = await fileObjection(
      record(1),
      filing,
      'list-provisions',
      { actor: 'demo-court' },
      deps,
    );
    const decision = { stage: 'review', outcome: 'upheld', decidedAtMs: NOW_MS } as const;
    await decide(record(1), objection.objectionId, decision, { actor: 'demo-court' }, deps);
    expect(kindsOf(deps)).toEqual([`objection-correction ${objection.objectionId}`]);

    const released = record(2, { status: 'released', endReason: 'entered-in-error' });
    await followOrder(released, deps);
    await followOrder(released, deps);
    expect(deps.deadlines.all()).toEqual([]);
    expect(await deps.objections.listByOrder('ord-1' as OrderId)).toMatchObject([
      { state: 'corrected', correction: { by: 'order-ended', orderVersion: 2 }, revision: 3 },
    ]);
    expect(deps.audit.all().map(({ actor, act }) => `${actor} ${act}`)).toEqual([
      'demo-court objection.file',
      'demo-court objection.decide',
      'system objection.decide',
    ]);
  });

  test('records that an objector is exempt once the version that clears the documents is applied', async () => {
    const deps = world();
    const filing = { ground: 'identity-misuse', filedBy: 'subject', filedAtMs: NOW_MS } as const;
    const actor = { actor: 'demo-court' };
    const { objection } = await fileObjection(record(1), filing, 'list-provisions', actor, deps);
    const decision = {
      stage: 'review',
      outcome: 'upheld',
      decidedAtMs: NOW_MS,
      awaitsChange: changeIdOf(3),
    } as const;
    await decide(record(1), objection.objectionId, decision, actor, deps);
    await followOrder(record(2), deps);
    expect(kindsOf(deps)).toEqual([`objection-correction ${objection.objectionId}`]);
    await followOrder(record(3), deps);
    expect(kindsOf(deps)).toEqual([]);
    expect(await deps.objections.listByOrder('ord-1' as OrderId)).toMatchObject([
      { state: 'corrected', correction: { by: 'new-version', orderVersion: 3 } },
    ]);
  });

  test('of a new version does not count as correction by itself: the court says that it is', async () => {
    const deps = world();
    const filing = { ground: 'facts', filedBy: 'subject', filedAtMs: NOW_MS } as const;
    const actor = { actor: 'demo-court' };
    const { objection } = await fileObjection(record(1), filing, 'list-provisions', actor, deps);
    await decide(
      record(1),
      objection.objectionId,
      { stage: 'review', outcome: 'upheld', decidedAtMs: NOW_MS },
      actor,
      deps,
    );
    await followOrder(record(2, { grants: [grant()] }), deps);
    expect((await deps.objections.listByOrder('ord-1' as OrderId))[0]?.state).toBe('upheld');
  });
});
