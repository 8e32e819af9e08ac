import { describe, expect, test } from 'vitest';
import { DependencyUnavailable } from '../../../shared/contracts/problem.ts';
import { STEP_MS } from '../../../shared/inquiry/even-pace.ts';
import { syntheticOrganizationCode, syntheticResidentId } from '../../fixtures/synthetic-documents.ts';
import { createInquiryWorld, type InquiryWorld } from '../../support/inquiry-world.ts';

const NAME = '测试甲';
const NUMBER = syntheticResidentId(1);
const DOCUMENT = { type: 'resident-id', number: NUMBER };
const ASKED = { document: DOCUMENT, name: NAME };
const REFERENCE = 'rdr_0123456789ABCDEF';

describe('a person whom an order names', () => {
  test('is told court, case number, items, period and the ways out, in Chinese and English', async () => {
    const world = createInquiryWorld();
    await world.impose({ period: { from: '2026-01-01T00:00:00+08:00', to: '2027-01-01T00:00:00+08:00' } });
    const response = await world.post(ASKED);
    expect(response.status).toBe(200);
    const both = { en: expect.any(String), 'zh-CN': expect.stringMatching(/\p{Script=Han}/u) };
    expect(await response.json()).toEqual({
      orders: [
        {
          state: 'in-force',
          court: { code: '京0105', name: '测试法院', phone: '010-00000000' },
          caseNumber: '（2026）京0105执1234号',
          items: [
            { item: 'air', description: both },
            { item: 'rail-emu', description: both },
          ],
          period: { from: '2026-01-01T00:00:00.000+08:00', to: '2027-01-01T00:00:00.000+08:00' },
          disclosure: 'public',
          waysOut: { perform: both, object: both, askForGrant: both },
          courtAbove: { code: null, description: both },
        },
      ],
      message: both,
    });
  });

  test('is told by each of the documents that the order lists, and nothing about the others', async () => {
    const world = createInquiryWorld();
    const passport = { type: 'passport', number: 'E12345678', issuer: 'CHN' };
    await world.impose({
      subject: { kind: 'person', name: NAME, role: 'debtor', documents: [DOCUMENT, passport] },
    });
    for (const [document, other] of [
      [DOCUMENT, passport],
      [passport, DOCUMENT],
    ] as const) {
      const text = await (await world.post({ document, name: NAME })).text();
      expect(JSON.parse(text).orders).toHaveLength(1);
      expect(text).not.toContain(other.number);
    }
  });

  test('may write the name and the number as people do', async () => {
    const world = createInquiryWorld();
    await world.impose({ subject: { ...subject(), name: 'Ceshi·Jia' } });
    const { orders } = await world.ask({
      document: { ...DOCUMENT, number: ` ${NUMBER.toLowerCase()} ` },
      name: 'ceshi・JIA',
    });
    expect(orders).toHaveLength(1);
  });

  test('is told about every order, the oldest first, and in which state it is', async () => {
    const world = createInquiryWorld();
    await world.impose({ orderId: 'ord-a' });
    await world.impose({ orderId: 'ord-b', status: 'suspended', caseNumber: '（2026）京0105执2号' });
    await world.impose({ orderId: 'ord-c', period: { from: '2027-01-01T00:00:00+08:00', to: null } });
    const { orders } = await world.ask(ASKED);
    expect(orders.map(({ state }) => state)).toEqual(['in-force', 'suspended', 'not-yet-in-force']);
  });

  test.each([
    ['苏0102', '苏01'],
    ['苏01', '苏'],
    ['苏', '最高法'],
    ['最高法', null],
    ['京0105', null],
  ])('of the court %s is told the way to the court above', async (code, above) => {
    const world = createInquiryWorld();
    await world.impose({ court: { code, name: '测试法院', phone: '010-00000000' } });
    const { orders } = await world.ask(ASKED);
    expect(orders[0]?.courtAbove.code).toBe(above);
    if (above !== null) expect(orders[0]?.courtAbove.description['zh-CN']).toContain(above);
  });

  test('is told what an officer can do only if named as one', async () => {
    const world = createInquiryWorld();
    await world.impose();
    const asDebtor = await world.ask(ASKED);
    await world.impose({
      version: 2,
      subject: { ...subject(), role: 'legal-representative', of: syntheticOrganizationCode(1) },
    });
    const asOfficer = await world.ask(ASKED);
    const [before, after] = [asDebtor, asOfficer].map(({ orders }) => orders[0]?.waysOut.askForGrant.en);
    expect(after).toContain(before);
    expect(after).toContain('own personal property');
    expect(before).not.toContain('own personal property');
  });

  test('is told about a withheld order with the reference of a denial under it, however it is typed', async () => {
    const world = createInquiryWorld();
    const orderId = await world.impose({ disclosure: 'withheld' });
    await world.intercept(orderId, REFERENCE);
    for (const redressReference of [REFERENCE, ' RDR_o123-4567-89ab-cdef', '0l23 4567 89AB CDEF']) {
      const { orders } = await world.ask({ ...ASKED, redressReference });
      expect(orders).toMatchObject([{ disclosure: 'withheld', caseNumber: '（2026）京0105执1234号' }]);
    }
  });

  test('with the reference of one withheld order is not told about another', async () => {
    const world = createInquiryWorld();
    const orderId = await world.impose({ orderId: 'ord-a', disclosure: 'withheld', items: ['hotel'] });
    await world.impose({ orderId: 'ord-b', disclosure: 'withheld', items: ['school'] });
    await world.intercept(orderId, REFERENCE);
    const { orders } = await world.ask({ ...ASKED, redressReference: REFERENCE });
    expect(orders).toMatchObject([{ items: [{ item: 'hotel' }] }]);
    expect(orders).toHaveLength(1);
  });
});

/** Every reason to tell nothing; `asked` is what differs from the inquiry of the person named. */
const NOTHING_TO_TELL: Record<string, { sent?: Record<string, unknown>; asked?: Record<string, unknown> }> = {
  'an unknown number': { asked: { document: { ...DOCUMENT, number: syntheticResidentId(2) } } },
  'another name': { asked: { name: '测试乙' } },
  'a part of the name': { asked: { name: '测试' } },
  'a withheld order': { sent: { disclosure: 'withheld' } },
  'a released order': { sent: { status: 'released', endReason: 'performed' } },
  'a cancelled order': { sent: { status: 'cancelled', endReason: 'entered-in-error' } },
  'an order whose period is over': {
    sent: { period: { from: '2026-01-01T00:00:00+08:00', to: '2026-11-01T00:00:00+08:00' } },
  },
};

describe.each([undefined, 'rdr_ZZZZZZZZZZZZZZZZ'])('with the reference %s', (redressReference) => {
  /** What can be seen of an inquiry: the whole answer, its time, what was read and what was accounted for. */
  async function seen(world: InquiryWorld, asked: Record<string, unknown> = {}) {
    const beganAtMs = world.clock.monotonicMs();
    world.calls.length = 0;
    const response = await world.post({ ...ASKED, redressReference, ...asked });
    const { 'x-request-id': _id, ...headers } = Object.fromEntries(response.headers);
    return {
      status: response.status,
      headers,
      text: await response.text(),
      tookMs: world.clock.monotonicMs() - beganAtMs,
      calls: [...world.calls],
      accounted: world.audit.all().at(-1)?.orders,
    };
  }

  test('all who are told nothing get the same answer, by the same reads, in the same time', async () => {
    const expected = await seen(createInquiryWorld());
    expect(JSON.parse(expected.text).orders).toEqual([]);
    expect(expected).toMatchObject({ status: 200, tookMs: STEP_MS, accounted: [] });
    const reads = ['pointers', 'orders', ...(redressReference ? ['interceptions'] : []), 'audit'];
    expect(expected.calls).toEqual(['count', 'count', 'count', ...reads]);
    for (const [reason, { sent, asked }] of Object.entries(NOTHING_TO_TELL)) {
      const world = createInquiryWorld();
      const orderId = await world.impose(sent);
      await world.intercept(orderId, REFERENCE);
      expect([reason, await seen(world, asked)]).toEqual([reason, expected]);
    }
  });

  test('a document that an earlier version named and the governing one does not is told nothing', async () => {
    const world = createInquiryWorld();
    const other = { type: 'resident-id', number: syntheticResidentId(3) };
    await world.impose();
    await world.impose({ version: 2, subject: { ...subject(), documents: [other] } });
    expect((await seen(world)).accounted).toEqual([]);
    expect((await seen(world, { document: other })).accounted).toHaveLength(1);
  });
});

describe('the account of an inquiry', () => {
  test('names the orders that were told, and nothing of the person', async () => {
    const world = createInquiryWorld();
    await world.impose();
    await world.post(ASKED, '192.0.2.1', { 'x-request-id': 'zhang.san' });
    expect(world.audit.all()).toEqual([
      {
        atMs: expect.any(Number),
        actor: 'public',
        act: 'inquiry.answer',
        orders: [{ orderId: 'ord-1', version: 1, changeId: expect.any(String) }],
      },
    ]);
  });

  test('comes before the answer: what cannot be accounted for is not told', async () => {
    const record = () => Promise.reject(new DependencyUnavailable('dynamodb', 'down'));
    const world = createInquiryWorld({ audit: { record } });
    await world.impose();
    const response = await world.post(ASKED);
    expect(response.status).toBe(503);
    expect(await response.text()).not.toContain('执1234号');
  });
});

function subject() {
  return { kind: 'person', name: NAME, role: 'debtor', documents: [DOCUMENT] };
}
