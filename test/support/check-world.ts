import { createMemoryAllowances } from '../../shared/adapters/memory/allowances.ts';
import { createMemoryCheckEffects } from '../../shared/adapters/memory/check-effects.ts';
import { createMemoryInterceptions } from '../../shared/adapters/memory/interceptions.ts';
import { createMemoryOrders } from '../../shared/adapters/memory/orders.ts';
import { createMemoryPointers } from '../../shared/adapters/memory/pointers.ts';
import { type CheckEngineDependencies, createCheckEngine } from '../../shared/check/check-engine.ts';
import { reportOutcome } from '../../shared/check/report-outcome.ts';
import type { CheckAnswer, CheckRequest, SubjectResult } from '../../shared/contracts/check.ts';
import { checkRequestSchema } from '../../shared/contracts/check.ts';
import type { DocumentInput } from '../../shared/contracts/document.ts';
import type { ChangeId, CheckId, OperatorId, OrderId } from '../../shared/contracts/ids.ts';
import type { DependencyUnavailable } from '../../shared/contracts/problem.ts';
import type { FilterView } from '../../shared/filter/filter-view.ts';
import type { Sequence } from '../../shared/filter/ports.ts';
import { createNameDigester } from '../../shared/identity/name-digester.ts';
import { parseDocument } from '../../shared/identity/parse-document.ts';
import { formatSubjectKey, type SubjectKey } from '../../shared/identity/subject-key.ts';
import { createSubjectKeyer } from '../../shared/identity/subject-keyer.ts';
import { createDecisionIds } from '../../shared/interceptions/decision-ids.ts';
import type { Outcome } from '../../shared/interceptions/interception.ts';
import type { OrderRecord, OrderTerms } from '../../shared/orders/order.ts';
import { syntheticResidentId } from '../fixtures/synthetic-documents.ts';
import { createManualClock } from './manual-clock.ts';

export const TEST_SECRET = { version: 'test-1', key: new Uint8Array(32).fill(7) };

/** The person whom orders in tests name, unless they say otherwise. */
export const LISTED: DocumentInput = { type: 'resident-id', number: syntheticResidentId(1) };
export const LISTED_NAME = '测试甲';
/** A person whom no order names. */
export const UNLISTED: DocumentInput = { type: 'resident-id', number: syntheticResidentId(2) };

export const G_TRAIN = { sector: 'rail', train: 'G101', seat: 'O' } as const;
export const FLIGHT = { sector: 'air', flight: 'CA1234', cabin: 'economy' } as const;
export const HARD_SEAT = { sector: 'rail', train: 'K528', seat: '1' } as const;

const keyer = createSubjectKeyer(TEST_SECRET);
const names = createNameDigester(TEST_SECRET);

export function subjectKey(document: DocumentInput): SubjectKey {
  const parsed = parseDocument(document);
  if (parsed.kind === 'invalid') throw new Error('the document of a test is not valid');
  return keyer.keyOf(parsed.document);
}

/** A check engine on working in-memory stores, whose filter, clock and faults a test steers. */
export function createCheckWorld(overrides: Partial<CheckEngineDependencies> = {}) {
  const clock = createManualClock();
  const orders = createMemoryOrders();
  const pointers = createMemoryPointers();
  const interceptions = createMemoryInterceptions();
  const allowances = createMemoryAllowances();
  const effects = createMemoryCheckEffects();
  const undetermined: DependencyUnavailable[] = [];
  const overUsed: string[] = [];
  const listed = new Set<string>();
  let checks = 0;
  let view: FilterView = {
    kind: 'usable',
    sequence: 42 as Sequence,
    ageMs: 310.4,
    mayContain: (key) => listed.has(formatSubjectKey(key)),
  };

  const deps: CheckEngineDependencies = {
    clock,
    lookup: () => ({
      keyer,
      names,
      decisionIds: createDecisionIds(TEST_SECRET.key),
      follower: { view: () => view },
    }),
    orders,
    pointers,
    interceptions,
    allowances,
    effects,
    newCheckId: () => `chk_${++checks}` as CheckId,
    startDeadline: () => new AbortController().signal,
    inquiryUrl: 'https://inquiries.example/ask',
    onUndetermined: (fault) => undetermined.push(fault),
    ...overrides,
  };
  const engine = createCheckEngine(deps);

  return {
    deps,
    clock,
    orders,
    pointers,
    interceptions,
    allowances,
    effects,
    undetermined,
    overUsed,
    setView(next: FilterView) {
      view = next;
    },

    /** Puts an order in force, as the consumer of list changes would. */
    async impose(
      terms: Partial<OrderTerms> = {},
      where: { orderId?: string; documents?: DocumentInput[] } = {},
    ) {
      const orderId = (where.orderId ?? 'ord-1') as OrderId;
      const keys = (where.documents ?? [LISTED]).map(subjectKey);
      const before = await orders.get(orderId);
      const record: OrderRecord = {
        orderId,
        version: (before?.version ?? 0) + 1,
        changeId: `change-${(before?.version ?? 0) + 1}` as ChangeId,
        acceptedAtMs: clock.wallMs(),
        appliedAtMs: clock.wallMs(),
        effectiveAtMs: before?.effectiveAtMs ?? clock.wallMs(),
        courtCode: '京0105',
        keys: keys.map(formatSubjectKey),
        secretVersion: TEST_SECRET.version,
        sealedDocument: 'sealed',
        history: [],
        terms: {
          status: 'active',
          items: ['air', 'rail-emu'],
          period: { fromMs: 0, toMs: null },
          role: 'debtor',
          grants: [],
          nameDigest: names.digestOf(LISTED_NAME),
          ...terms,
        },
      };
      await pointers.put(orderId, keys);
      for (const key of keys) listed.add(formatSubjectKey(key));
      if ((await orders.write(record, before)) !== 'written') throw new Error('the order was not written');
    },

    /** The answer to a check, which the test expects to be well formed. */
    async check(
      purchase: unknown,
      subjects: readonly unknown[] = [{ ref: 'p1', documents: [LISTED] }],
      options: { operator?: string; checkpoint?: string } = {},
    ): Promise<CheckAnswer> {
      const outcome = await this.ask(
        { purchase, subjects, checkpoint: options.checkpoint },
        options.operator,
      );
      if (outcome.kind === 'invalid') throw new Error(`invalid: ${JSON.stringify(outcome.problems)}`);
      return outcome.answer;
    },

    /** The result of a check of one subject. */
    async checkOne(purchase: unknown, subject: object = {}, operator = 'demo-rail'): Promise<SubjectResult> {
      const answer = await this.check(purchase, [{ ref: 'p1', documents: [LISTED], ...subject }], {
        operator,
      });
      return answer.results[0] as SubjectResult;
    },

    ask(body: unknown, operator = 'demo-rail') {
      const request: CheckRequest = checkRequestSchema.parse(body);
      return engine.check(request, operator as OperatorId, clock.monotonicMs());
    },

    report(checkId: CheckId, outcome: Outcome, operator = 'demo-rail', ref = 'p1') {
      return reportOutcome(
        { effects, allowances, interceptions, onOverUsed: ({ name }) => overUsed.push(name) },
        checkId,
        operator as OperatorId,
        { results: [{ ref, outcome }] },
        clock.wallMs(),
      );
    },
  };
}
