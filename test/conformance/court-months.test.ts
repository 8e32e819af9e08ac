import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createDynamoDbCourtMonths } from '../../shared/adapters/dynamodb/court-months.ts';
import { createDynamoDbInterceptions } from '../../shared/adapters/dynamodb/interceptions.ts';
import { createMemoryInterceptions } from '../../shared/adapters/memory/interceptions.ts';
import type {
  CheckId,
  DecisionId,
  OperatorId,
  OrderId,
  RedressReference,
} from '../../shared/contracts/ids.ts';
import type {
  CourtMonthStore,
  InterceptionStore,
  NewInterception,
} from '../../shared/interceptions/ports.ts';
import { type EmbeddedDynamoDb, startEmbeddedDynamoDb } from '../support/embedded-dynamodb.ts';

let engine: EmbeddedDynamoDb;
beforeAll(async () => {
  engine = await startEmbeddedDynamoDb();
});
afterAll(() => engine.close());

const stores: Record<string, () => InterceptionStore & CourtMonthStore> = {
  memory: createMemoryInterceptions,
  DynamoDB: () => ({
    ...createDynamoDbInterceptions(engine.table),
    ...createDynamoDbCourtMonths(engine.table),
  }),
};

const MAY_MS = Date.parse('2026-05-31T23:59:59+08:00');
const JUNE_MS = Date.parse('2026-06-01T00:00:00+08:00');

let denials = 0;
function denial(courtCode: string | undefined, firstAtMs: number): NewInterception {
  denials += 1;
  return {
    orderId: `ord-${denials}` as OrderId,
    operatorId: 'demo-air' as OperatorId,
    decisionId: 'dec_1' as DecisionId,
    sector: 'air',
    productClass: 'air.any-cabin',
    ...(courtCode === undefined ? {} : { courtCode, items: ['air'] }),
    checkpoint: 'sale',
    firstAtMs,
    redressReference: 'rdr_1' as RedressReference,
    lastCheckId: 'chk_1' as CheckId,
  };
}

describe.each(Object.keys(stores))('denials by court and month in %s', (name) => {
  const open = () => (stores[name] as () => InterceptionStore & CourtMonthStore)();
  let courts = 0;
  const newCourt = () => {
    courts += 1;
    return `京${String(courts).padStart(4, '0')}`;
  };

  test('are those of the court’s orders that began in the month, and hold what is counted alone', async () => {
    const store = open();
    const court = newCourt();
    const first = denial(court, MAY_MS);
    await store.record(first);
    await store.record({ ...first, firstAtMs: MAY_MS + 2_000 });
    await store.setOutcome(first, 'not-sold');
    await store.record(denial(court, JUNE_MS));
    await store.record(denial(newCourt(), MAY_MS));
    await store.record(denial(undefined, MAY_MS));
    expect(await store.listByCourtMonth(court, '2026-05')).toEqual([
      {
        productClass: 'air.any-cabin',
        items: ['air'],
        attempts: 2,
        outcome: 'not-sold',
        firstAtMs: MAY_MS,
      },
    ]);
    expect(await store.listByCourtMonth(court, '2026-06')).toHaveLength(1);
    expect(await store.listByCourtMonth(court, '2026-07')).toEqual([]);
  });

  test('leave out what was withdrawn', async () => {
    const store = open();
    const court = newCourt();
    const first = denial(court, MAY_MS);
    await store.record(first);
    await store.withdraw(first);
    expect(await store.listByCourtMonth(court, '2026-05')).toEqual([]);
  });

  test('tell the order’s court and items with the interception too', async () => {
    const store = open();
    const first = denial(newCourt(), MAY_MS);
    const recorded = await store.record(first);
    expect(recorded).toEqual({ ...first, attempts: 1, lastAtMs: MAY_MS });
    expect(await store.listByOrder(first.orderId)).toEqual([recorded]);
  });
});
