import { describe, expect, test } from 'vitest';
import { ALL_TOGETHER, PER_CLIENT, PER_NUMBER } from '../../../shared/inquiry/admission.ts';
import { syntheticResidentId, withCitizenCheck } from '../../fixtures/synthetic-documents.ts';
import { createInquiryWorld, type InquiryWorld } from '../../support/inquiry-world.ts';

const SCANNED = 2_000;
const LISTED_EVERY = 50;

/** Numbers as they follow one another: 100 days of birth with 20 sequence numbers each. */
const RANGE = Array.from({ length: SCANNED }, (_, n) => {
  const day = new Date(Date.UTC(1980, 0, 1 + Math.floor(n / 20))).toISOString().slice(0, 10);
  return withCitizenCheck(`999999${day.replaceAll('-', '')}${String((n % 20) + 1).padStart(3, '0')}`);
});

async function worldWithListed(): Promise<InquiryWorld> {
  const world = createInquiryWorld();
  for (let n = 0; n < SCANNED; n += LISTED_EVERY) {
    const documents = [{ type: 'resident-id', number: RANGE[n] }];
    const subject = { kind: 'person', name: '测试甲', role: 'debtor', documents };
    await world.impose({ orderId: `ord-${n}`, subject });
  }
  return world;
}

/** Asks about the whole range within one minute, under the name that most people have. */
async function scan(world: InquiryWorld, addressOf: (n: number) => string) {
  const beganAtMs = world.clock.wallMs();
  const answers = [];
  for (const [n, number] of RANGE.entries()) {
    const response = await world.post(
      { document: { type: 'resident-id', number }, name: '测试乙' },
      addressOf(n),
    );
    const { instance: _id, ...body } = (await response.json()) as Record<string, unknown>;
    answers.push({ n, status: response.status, body: JSON.stringify(body) });
    world.clock.jumpWall(beganAtMs - world.clock.wallMs());
  }
  return answers;
}

describe('a flood of inquiries over a range of numbers', () => {
  test('from one address ends at its limit, tells nobody apart, and raises one alarm', async () => {
    const world = await worldWithListed();
    const answers = await scan(world, () => '192.0.2.7');
    expect(answers.map(({ status }) => status)).toEqual([
      ...Array(PER_CLIENT.max).fill(200),
      ...Array(SCANNED - PER_CLIENT.max).fill(429),
    ]);
    expect(new Set(answers.map(({ body }) => body)).size).toBe(2);
    expect(world.calls.filter((call) => call === 'pointers')).toHaveLength(PER_CLIENT.max);
    expect(world.log.lines).toEqual([{ level: 'warn', code: 'inquiry.flood', fields: { by: 'client' } }]);
  });

  test('from many addresses ends at the limit for all, tells nobody apart, and raises one alarm', async () => {
    const world = await worldWithListed();
    const answers = await scan(world, (n) => `10.${n >> 8}.${n & 255}.1`);
    expect(answers.map(({ status }) => status)).toEqual([
      ...Array(ALL_TOGETHER.max).fill(200),
      ...Array(SCANNED - ALL_TOGETHER.max).fill(429),
    ]);
    expect(new Set(answers.map(({ body }) => body)).size).toBe(2);
    const ofListed = answers.filter(({ n }) => n % LISTED_EVERY === 0);
    expect(ofListed.filter(({ status }) => status === 200)).toHaveLength(ALL_TOGETHER.max / LISTED_EVERY);
    expect(world.log.lines).toEqual([{ level: 'warn', code: 'inquiry.flood', fields: { by: 'everyone' } }]);
  });

  test('from one IPv6 network is one client, whatever addresses it takes', async () => {
    const world = createInquiryWorld();
    const answers = [];
    for (let n = 0; n <= PER_CLIENT.max; n++) {
      const asked = { document: { type: 'resident-id', number: RANGE[n] }, name: '测试乙' };
      answers.push((await world.post(asked, `2001:db8:1:2::${n.toString(16)}`)).status);
    }
    expect(answers.filter((status) => status === 200)).toHaveLength(PER_CLIENT.max);
    const elsewhere = { document: { type: 'resident-id', number: RANGE[100] }, name: '测试乙' };
    expect((await world.post(elsewhere, '2001:db8:1:3::1')).status).toBe(200);
  });

  test('of names for one number ends at its limit, whoever asks, however the number is written', async () => {
    const world = createInquiryWorld();
    await world.impose();
    const number = syntheticResidentId(1);
    const statuses = [];
    for (let n = 0; n <= PER_NUMBER.max; n++) {
      const written = n % 2 === 0 ? number : ` ${number.toLowerCase()}`;
      const asked = { document: { type: 'resident-id', number: written }, name: `测试${'甲乙丙丁戊己'[n]}` };
      statuses.push((await world.post(asked, `10.0.${n}.1`)).status);
    }
    expect(statuses).toEqual([...Array(PER_NUMBER.max).fill(200), 429]);
  });
});

describe('the limit for all', () => {
  test('is not got round by asking again about a number that it refused', async () => {
    const world = createInquiryWorld();
    const ask = (n: number) =>
      world.post(
        { document: { type: 'resident-id', number: RANGE[n] }, name: '测试乙' },
        `10.1.${n >> 8}.${n & 255}`,
      );
    const beganAtMs = world.clock.wallMs();
    const statuses = [];
    for (let n = 0; n < ALL_TOGETHER.max + 20; n++) {
      statuses.push((await ask(n)).status);
      world.clock.jumpWall(beganAtMs - world.clock.wallMs());
    }
    expect(statuses.filter((status) => status === 200)).toHaveLength(ALL_TOGETHER.max);
    expect((await ask(ALL_TOGETHER.max + 1)).status).toBe(429);
    world.clock.advance(60_000);
    expect((await ask(ALL_TOGETHER.max + 1)).status).toBe(200);
  });
});

describe('whoever is refused', () => {
  test('during a flood is answered when it is over, however often they came again', async () => {
    const world = createInquiryWorld();
    const beganAtMs = world.clock.wallMs();
    const ask = (n: number, address: string) =>
      world.post({ document: { type: 'resident-id', number: RANGE[n] }, name: '测试乙' }, address);
    for (let n = 1; n <= ALL_TOGETHER.max; n++) {
      await ask(n, `10.2.${n >> 8}.${n & 255}`);
      world.clock.jumpWall(beganAtMs - world.clock.wallMs());
    }
    for (let again = 0; again <= PER_NUMBER.max; again++) {
      expect((await ask(0, '192.0.2.7')).status).toBe(429);
    }
    world.clock.advance(60_000);
    expect((await ask(0, '192.0.2.7')).status).toBe(200);
  });

  test('is told when the limit ends, and asks again then', async () => {
    const world = createInquiryWorld();
    const ask = () => world.post({ document: { type: 'resident-id', number: RANGE[0] }, name: '测试乙' });
    for (let n = 0; n < PER_NUMBER.max; n++) await ask();
    const refused = await ask();
    expect(refused.status).toBe(429);
    // It is 10:00 in Shanghai, less the seconds that the answers took; the day ends at midnight.
    const seconds = Number(refused.headers.get('retry-after'));
    expect(seconds).toBeGreaterThan(13.9 * 3_600);
    expect(seconds).toBeLessThanOrEqual(14 * 3_600);
    world.clock.advance(seconds * 1_000);
    expect((await ask()).status).toBe(200);
  });

  test('is not counted under the next limit: one address cannot close a number to its owner', async () => {
    const world = createInquiryWorld();
    for (let n = 0; n < PER_CLIENT.max; n++) {
      await world.post({ document: { type: 'resident-id', number: RANGE[n] }, name: '测试乙' });
    }
    const owned = { document: { type: 'resident-id', number: RANGE[500] }, name: '测试乙' };
    for (let n = 0; n < 2 * PER_NUMBER.max; n++) expect((await world.post(owned)).status).toBe(429);
    expect((await world.post(owned, '192.0.2.99')).status).toBe(200);
  });
});
