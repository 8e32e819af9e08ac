import { createInquiryApp } from '../../functions/inquiry-api/app.ts';
import type { Register } from '../../functions/inquiry-api/ask.ts';
import { createMemoryAuditTrail } from '../../shared/adapters/memory/audit-trail.ts';
import { createMemoryInterceptions } from '../../shared/adapters/memory/interceptions.ts';
import { createMemoryOrders } from '../../shared/adapters/memory/orders.ts';
import { createMemoryPointers } from '../../shared/adapters/memory/pointers.ts';
import { createMemoryRateCounters } from '../../shared/adapters/memory/rate-counters.ts';
import { createDocumentCipher } from '../../shared/adapters/secrets/document-cipher.ts';
import type {
  CheckId,
  DecisionId,
  OperatorId,
  OrderId,
  RedressReference,
} from '../../shared/contracts/ids.ts';
import { listChangeField } from '../../shared/contracts/list-change.ts';
import { createNameDigester } from '../../shared/identity/name-digester.ts';
import { parseSubjectKey } from '../../shared/identity/subject-key.ts';
import { createSubjectKeyer } from '../../shared/identity/subject-keyer.ts';
import type { InquiryAnswer } from '../../shared/inquiry/answer.ts';
import type { InterceptionStore } from '../../shared/interceptions/ports.ts';
import { makeOrderVersion } from '../../shared/orders/order-version.ts';
import type { OrderStore, PointerStore } from '../../shared/orders/ports.ts';
import { createCounterNames } from '../../shared/rate-limits/counter-names.ts';
import { documentAsSent } from '../unit/orders/fixtures.ts';
import { createCapturedLog } from './captured-log.ts';
import { createManualClock } from './manual-clock.ts';

const SECRET = { version: 'test-1', key: new Uint8Array(32).fill(7) };

/** Where the orders of an inquiry are; in memory unless a test says otherwise. */
export interface InquiryStores {
  readonly orders: OrderStore;
  readonly pointers: PointerStore;
  readonly interceptions: InterceptionStore;
}

const makers = {
  keyer: createSubjectKeyer(SECRET),
  names: createNameDigester(SECRET),
  cipher: createDocumentCipher(async () => ({ version: 'd1', key: new Uint8Array(32).fill(9) })),
};

let changes = 0;

/** Puts an order into the stores as the register would; `sent` overrides fields of the document of the fixtures. */
export async function impose(
  { orders, pointers }: InquiryStores,
  sent: Record<string, unknown> = {},
  makeWith: typeof makers = makers,
): Promise<OrderId> {
  const document = documentAsSent(sent);
  const changeId = `00000000-0000-4000-8000-${String(++changes).padStart(12, '0')}`;
  const version = await makeOrderVersion(
    listChangeField.parse({ changeId, order: document }),
    document,
    0,
    makeWith,
  );
  await pointers.put(version.orderId, version.keys.map(parseSubjectKey));
  const before = await orders.get(version.orderId);
  const record = { ...version, appliedAtMs: 0, effectiveAtMs: 0, history: [] };
  if ((await orders.write(record, before)) !== 'written') throw new Error('the order was not written');
  return version.orderId;
}

/** Records a denial under an order, which gives out a redress reference. */
export async function intercept(
  { interceptions }: Pick<InquiryStores, 'interceptions'>,
  orderId: OrderId,
  redressReference: string,
): Promise<void> {
  await interceptions.record({
    orderId,
    operatorId: 'demo-rail' as OperatorId,
    decisionId: `dec_${redressReference}` as DecisionId,
    sector: 'rail',
    productClass: 'rail.g-train',
    checkpoint: 'sale',
    firstAtMs: 0,
    redressReference: redressReference as RedressReference,
    lastCheckId: 'chk_1' as CheckId,
  });
}

/** The inquiry on in-memory stores, asked through its public doors, in time that a test steers. */
export function createInquiryWorld(overrides: Partial<Register> = {}) {
  const clock = createManualClock();
  const log = createCapturedLog();
  const audit = createMemoryAuditTrail();
  const counters = createMemoryRateCounters();
  const stores = {
    orders: createMemoryOrders(),
    pointers: createMemoryPointers(),
    interceptions: createMemoryInterceptions(),
  };
  /** Every read and write of a port, in its sequence. */
  const calls: string[] = [];
  const timeLimit = new AbortController();
  let requests = 0;

  const register: Register = {
    ...makers,
    pointers: { findOrderIds: (...args) => counted('pointers', stores.pointers.findOrderIds(...args)) },
    orders: { getMany: (...args) => counted('orders', stores.orders.getMany(...args)) },
    interceptions: {
      listByOrder: (...args) => counted('interceptions', stores.interceptions.listByOrder(...args)),
    },
    audit: { record: (event) => counted('audit', audit.record(event)) },
    counters: { increment: (counter) => counted('count', counters.increment(counter)) },
    counterNames: createCounterNames(SECRET),
    ...overrides,
  };

  function counted<T>(call: string, result: Promise<T>): Promise<T> {
    calls.push(call);
    return result;
  }

  const app = createInquiryApp({
    logger: log.logger,
    newRequestId: () => `request-${++requests}`,
    clock,
    wait: async (ms) => clock.advance(ms),
    startDeadline: () => timeLimit.signal,
    onFlood: (by) => log.logger.warn('inquiry.flood', { by }),
    register: () => register,
  });

  const send = async (path: string, init: RequestInit, address: string): Promise<Response> =>
    await app.request(path, init, { event: { requestContext: { http: { sourceIp: address } } } } as object);

  return {
    app,
    clock,
    log,
    audit,
    counters,
    stores,
    register,
    calls,
    timeLimit,

    impose: (sent: Record<string, unknown> = {}) => impose(stores, sent),
    intercept: (orderId: OrderId, reference: string) => intercept(stores, orderId, reference),

    /** Asks as a program does. */
    post: (body: unknown, address = '192.0.2.1', headers: Record<string, string> = {}) =>
      send(
        '/v1/inquiries',
        {
          method: 'POST',
          headers: { 'content-type': 'application/json', ...headers },
          body: typeof body === 'string' ? body : JSON.stringify(body),
        },
        address,
      ),

    /** The answer to a program that asks in good form and within the limits. */
    async ask(body: unknown): Promise<InquiryAnswer> {
      const response = await this.post(body);
      if (response.status !== 200) throw new Error(`the inquiry was answered with ${response.status}`);
      return (await response.json()) as InquiryAnswer;
    },

    /** Asks as the form of the page does. */
    submit: (fields: Record<string, string>, address = '192.0.2.1', path = '/inquiry?lang=en') =>
      send(
        path,
        {
          method: 'POST',
          headers: { 'content-type': 'application/x-www-form-urlencoded' },
          body: new URLSearchParams(fields).toString(),
        },
        address,
      ),

    get: (path: string, headers: Record<string, string> = {}) => send(path, { headers }, '192.0.2.1'),
  };
}

export type InquiryWorld = ReturnType<typeof createInquiryWorld>;
