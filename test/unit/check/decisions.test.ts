import { describe, expect, test } from 'vitest';
import type { Sequence } from '../../../shared/filter/ports.ts';
import { syntheticOrganizationCode, syntheticResidentId } from '../../fixtures/synthetic-documents.ts';
import {
  createCheckWorld,
  FLIGHT,
  G_TRAIN,
  HARD_SEAT,
  LISTED,
  LISTED_NAME,
  UNLISTED,
} from '../../support/check-world.ts';

const inert = new Proxy(
  {},
  { get: (_, name) => () => Promise.reject(new Error(`${String(name)} was called`)) },
);

describe('a check', () => {
  test('allows what the policy does not restrict, without looking at any document', async () => {
    const world = createCheckWorld({ lookup: () => Promise.reject(new Error('a document was looked at')) });
    await world.impose();
    const answer = await world.check(HARD_SEAT, [
      { ref: 'p1', documents: [{ type: 'resident-id', number: 'x' }] },
    ]);
    expect(answer.results).toEqual([{ ref: 'p1', decision: 'allow' }]);
  });

  test('allows, at once and without any read, whom the filter does not know', () => {
    const world = createCheckWorld({
      pointers: inert as never,
      orders: inert as never,
      interceptions: inert as never,
      allowances: inert as never,
      effects: inert as never,
    });
    const outcome = world.ask({ purchase: G_TRAIN, subjects: [{ ref: 'p1', documents: [UNLISTED] }] });
    expect(outcome).not.toBeInstanceOf(Promise);
    expect(outcome).toMatchObject({
      kind: 'answered',
      answer: { asOf: { seq: 42, ageMs: 310 }, results: [{ ref: 'p1', decision: 'allow' }] },
    });
  });

  test('denies what an order in force restricts, says which rule and where to object, and names no one', async () => {
    const world = createCheckWorld();
    await world.impose();
    const answer = await world.check(G_TRAIN);
    expect(answer).toMatchObject({
      checkId: 'chk_1',
      checkedAt: '2026-11-23T10:00:00.000+08:00',
      policy: 'cn-national/2026-01-01',
    });
    const [result] = answer.results;
    expect(result).toEqual({
      ref: 'p1',
      decision: 'deny',
      decisionId: expect.stringMatching(/^dec_[A-Za-z0-9_-]{22}$/),
      rule: { id: 'rail.g-train', items: ['rail-emu'], source: expect.stringMatching(/3\(9\)/) },
      permittedAlternatives: expect.arrayContaining([
        { sector: 'rail', description: { en: expect.any(String), 'zh-CN': expect.any(String) } },
      ]),
      customerNotice: { en: expect.any(String), 'zh-CN': expect.any(String) },
      redress: {
        reference: expect.stringMatching(/^rdr_[0-9A-HJKMNP-TV-Z]{16}$/),
        url: expect.stringMatching(/^https:\/\/inquiries\.example\/ask\?reference=rdr_/),
      },
    });
    const text = JSON.stringify(answer);
    for (const secret of [LISTED.number, LISTED_NAME, 'ord-1', '京0105']) expect(text).not.toContain(secret);
  });

  test('records a denial by its class of product alone', async () => {
    const world = createCheckWorld();
    await world.impose();
    await world.check({ ...G_TRAIN, serviceAt: '2026-12-01T08:00:00+08:00' });
    const [interception] = world.interceptions.all();
    expect(interception).toMatchObject({
      productClass: 'rail.g-train',
      sector: 'rail',
      checkpoint: 'sale',
      attempts: 1,
    });
    expect(JSON.stringify([world.interceptions.all(), world.effects.all()])).not.toMatch(
      /G101|2026-12-01|9999991/,
    );
  });

  test('allows an item that the order does not name', async () => {
    const world = createCheckWorld();
    await world.impose({ items: ['air'] });
    expect(await world.checkOne(G_TRAIN)).toEqual({ ref: 'p1', decision: 'allow' });
    expect(await world.checkOne(FLIGHT)).toMatchObject({ decision: 'deny' });
  });

  test('finds a person by any of the documents, whichever the order names', async () => {
    const world = createCheckWorld();
    const passport = { type: 'passport', number: 'E12345678', issuer: 'CHN' } as const;
    await world.impose({}, { documents: [LISTED, passport] });
    expect(await world.checkOne(G_TRAIN, { documents: [passport] })).toMatchObject({ decision: 'deny' });
    expect(await world.checkOne(G_TRAIN, { documents: [UNLISTED, passport] })).toMatchObject({
      decision: 'deny',
    });
    expect(await world.checkOne(G_TRAIN, { documents: [{ ...passport, issuer: 'UTO' }] })).toMatchObject({
      decision: 'allow',
    });
  });

  test('finds nobody by a document that the order has ceased to name', async () => {
    const world = createCheckWorld();
    await world.impose({}, { documents: [LISTED, UNLISTED] });
    await world.impose({}, { documents: [LISTED] });
    expect(await world.checkOne(G_TRAIN, { documents: [UNLISTED] })).toEqual({
      ref: 'p1',
      decision: 'allow',
    });
    expect(await world.checkOne(G_TRAIN)).toMatchObject({ decision: 'deny' });
  });

  test('judges subjects of one request separately and in their sequence', async () => {
    const world = createCheckWorld();
    await world.impose();
    const { results } = await world.check(G_TRAIN, [
      { ref: 'a', documents: [UNLISTED] },
      { ref: 'b', documents: [LISTED] },
      { ref: 'c', documents: [{ type: 'resident-id', number: syntheticResidentId(3) }] },
    ]);
    expect(results.map(({ ref, decision }) => [ref, decision])).toEqual([
      ['a', 'allow'],
      ['b', 'deny'],
      ['c', 'allow'],
    ]);
  });

  test('judges a party of one hundred, half of them listed', async () => {
    const world = createCheckWorld();
    const subjects = [];
    for (let n = 0; n < 100; n++) {
      const documents = [{ type: 'resident-id' as const, number: syntheticResidentId(1_000 + n) }];
      if (n % 2 === 0) await world.impose({}, { orderId: `ord-${n}`, documents });
      subjects.push({ ref: `p${n}`, documents });
    }
    const { results } = await world.check(G_TRAIN, subjects);
    expect(results.map(({ decision }) => decision)).toEqual(
      Array.from({ length: 100 }, (_, n) => (n % 2 === 0 ? 'deny' : 'allow')),
    );
    expect(world.interceptions.all()).toHaveLength(50);
    expect(world.effects.all()).toHaveLength(1);
  });

  test('a filter that only thinks it knows someone denies nobody and leaves no trace', async () => {
    const world = createCheckWorld();
    world.setView({ kind: 'usable', sequence: 1 as Sequence, ageMs: 0, mayContain: () => true });
    expect(await world.checkOne(G_TRAIN, { documents: [UNLISTED] })).toEqual({
      ref: 'p1',
      decision: 'allow',
    });
    expect([...world.interceptions.all(), ...world.effects.all()]).toEqual([]);
  });

  test('an allow looks the same whatever path led to it', async () => {
    const world = createCheckWorld();
    await world.impose({ items: ['school'] });
    const allows = [
      await world.check(HARD_SEAT),
      await world.check(G_TRAIN),
      await world.check(G_TRAIN, [{ ref: 'p1', documents: [UNLISTED] }]),
    ].map(({ asOf, results }) => ({ age: typeof asOf.ageMs, results }));
    expect(new Set(allows.map((allow) => JSON.stringify(allow))).size).toBe(1);
  });
});

describe('an order that is not in force denies nothing', () => {
  const now = Date.parse('2026-11-23T10:00:00+08:00');
  test.each([
    ['is suspended', { status: 'suspended' }],
    ['is released', { status: 'released', endReason: 'performed' }],
    ['is cancelled', { status: 'cancelled', endReason: 'entered-in-error' }],
    ['has not begun', { period: { fromMs: now + 1, toMs: null } }],
    ['is over', { period: { fromMs: 0, toMs: now } }],
  ] as const)('because it %s', async (_, terms) => {
    const world = createCheckWorld();
    await world.impose(terms);
    expect(await world.checkOne(G_TRAIN)).toEqual({ ref: 'p1', decision: 'allow' });
    expect(world.interceptions.all()).toEqual([]);
  });

  test('and its period begins and ends by the clock alone', async () => {
    const world = createCheckWorld();
    await world.impose({ period: { fromMs: now + 1_000, toMs: now + 2_000 } });
    const decisions = [];
    for (const step of [999, 1, 999, 1]) {
      world.clock.advance(step);
      decisions.push((await world.checkOne(G_TRAIN)).decision);
    }
    expect(decisions).toEqual(['allow', 'deny', 'deny', 'allow']);
  });

  test('even while another order of the same person does', async () => {
    const world = createCheckWorld();
    await world.impose({ status: 'released', endReason: 'settled' }, { orderId: 'ord-a' });
    await world.impose({ items: ['rail-emu'] }, { orderId: 'ord-b' });
    expect(await world.checkOne(G_TRAIN)).toMatchObject({ decision: 'deny' });
    expect(world.interceptions.all()).toMatchObject([{ orderId: 'ord-b' }]);
  });
});

describe('a name', () => {
  test('that does not match softens the answer to a second look at the document', async () => {
    const world = createCheckWorld();
    await world.impose();
    const result = await world.checkOne(G_TRAIN, { name: '测试乙' });
    expect(result).toEqual({
      ref: 'p1',
      decision: 'verify-identity',
      customerNotice: { en: expect.any(String), 'zh-CN': expect.any(String) },
    });
    expect(world.interceptions.all()).toEqual([]);
  });

  test('that matches, however it is written, leaves the denial', async () => {
    const world = createCheckWorld();
    await world.impose();
    expect(await world.checkOne(G_TRAIN, { name: ' 测试　甲 ' })).toMatchObject({ decision: 'deny' });
  });

  test('alone never stops anybody', async () => {
    const world = createCheckWorld();
    await world.impose();
    expect(await world.checkOne(G_TRAIN, { name: LISTED_NAME, documents: [UNLISTED] })).toMatchObject({
      decision: 'allow',
    });
  });

  test('that matches one of two orders denies by that one', async () => {
    const world = createCheckWorld();
    await world.impose({ nameDigest: 'of another name' }, { orderId: 'ord-a' });
    await world.impose({}, { orderId: 'ord-b' });
    expect(await world.checkOne(G_TRAIN, { name: LISTED_NAME })).toMatchObject({ decision: 'deny' });
    expect(world.interceptions.all()).toMatchObject([{ orderId: 'ord-b' }]);
  });
});

describe('asking again', () => {
  test('within a day gives the same decision and counts the attempt', async () => {
    const world = createCheckWorld();
    await world.impose();
    const first = await world.checkOne(G_TRAIN);
    world.clock.advance(23 * 3_600_000);
    const second = await world.checkOne({ ...G_TRAIN, train: 'G7' });
    expect(second).toEqual(first);
    expect(world.interceptions.all()).toMatchObject([{ attempts: 2 }]);
  });

  test('over midnight too, and after a day gives a new decision', async () => {
    const world = createCheckWorld();
    await world.impose();
    const ids = [];
    for (const hours of [0, 20, 10, 20]) {
      world.clock.advance(hours * 3_600_000);
      ids.push(Reflect.get(await world.checkOne(G_TRAIN), 'decisionId'));
    }
    expect(ids[1]).toBe(ids[0]);
    expect(ids[2]).not.toBe(ids[0]);
    expect(ids[3]).toBe(ids[2]);
    expect(world.interceptions.all().map(({ attempts }) => attempts)).toEqual([2, 2]);
  });

  test('by another operator, under another order or for another class of product is another decision', async () => {
    const world = createCheckWorld();
    await world.impose();
    await world.impose({}, { orderId: 'ord-2', documents: [UNLISTED] });
    const ids = [
      await world.checkOne(G_TRAIN),
      await world.checkOne(G_TRAIN, {}, 'another-railway'),
      await world.checkOne(G_TRAIN, { documents: [UNLISTED] }),
      await world.checkOne(FLIGHT),
    ].map((result) => Reflect.get(result, 'decisionId'));
    expect(new Set(ids).size).toBe(4);
  });
});

describe('one bad subject fails the request before any lookup', () => {
  const ask = (subjects: unknown[], purchase: unknown = G_TRAIN) =>
    createCheckWorld({ lookup: () => Promise.reject(new Error('a lookup was made')) }).ask({
      purchase,
      subjects,
    });

  test('with a pointer to each bad document', () => {
    const wrong = LISTED.number.slice(0, 17) + (LISTED.number.endsWith('0') ? '1' : '0');
    expect(
      ask([
        { ref: 'a', documents: [LISTED, { type: 'passport', number: 'E12345678' }] },
        { ref: 'b', documents: [{ type: 'resident-id', number: wrong }] },
      ]),
    ).toMatchObject({
      kind: 'invalid',
      problems: [
        { pointer: '/subjects/0/documents/1/issuer' },
        { pointer: '/subjects/1/documents/0/number' },
      ],
    });
  });

  test('with a pointer to a ref that is used twice, or that is a document number', () => {
    expect(
      ask([
        { ref: 'a', documents: [LISTED] },
        { ref: 'a', documents: [UNLISTED] },
        { ref: 'E12345678', documents: [{ type: 'passport', number: 'E12345678', issuer: 'CHN' }] },
      ]),
    ).toMatchObject({
      kind: 'invalid',
      problems: [{ pointer: '/subjects/2/ref' }, { pointer: '/subjects/1/ref' }],
    });
  });

  test('with a pointer into the purchase for a train that does not have such a seat', () => {
    expect(
      ask([{ ref: 'a', documents: [LISTED] }], { sector: 'rail', train: 'K528', seat: 'M' }),
    ).toMatchObject({
      kind: 'invalid',
      problems: [{ pointer: '/purchase/seat' }],
    });
  });

  test('that names a minor in a school check learns who the subject is', () => {
    const money = (amount: number) => ({ amount, currency: 'CNY' });
    const school = {
      sector: 'school',
      schoolType: 'private',
      annualFee: money(20_000_000),
      standardFee: money(500_000),
    };
    const child = { type: 'resident-id', number: '999999201202290034' };
    const outcome = ask([{ ref: 'a', documents: [child] }], school);
    expect(outcome).toMatchObject({ kind: 'invalid', problems: [{ pointer: '/subjects/0/documents/0' }] });
    expect(JSON.stringify(outcome)).toMatch(/pays/);
  });
});

test('an organization is checked by its code', async () => {
  const world = createCheckWorld();
  const organization = { type: 'unified-social-credit-code', number: syntheticOrganizationCode(1) } as const;
  await world.impose({ items: ['property'] }, { documents: [organization] });
  const purchase = { sector: 'property', transaction: 'purchase' };
  expect(await world.checkOne(purchase, { documents: [organization] })).toMatchObject({ decision: 'deny' });
});
