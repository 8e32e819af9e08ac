import { describe, expect, test } from 'vitest';
import { syntheticResidentId } from '../../fixtures/synthetic-documents.ts';
import { createInquiryWorld } from '../../support/inquiry-world.ts';

const NUMBER = syntheticResidentId(1);
const ASKED = { document: { type: 'resident-id', number: NUMBER }, name: '测试甲' };

/** The number with another check character. */
const WRONG_CHECK = `${NUMBER.slice(0, 17)}${NUMBER.endsWith('X') ? '1' : 'X'}`;

describe('POST /v1/inquiries', () => {
  test.each([
    [
      'a wrong check character',
      { ...ASKED, document: { ...ASKED.document, number: WRONG_CHECK } },
      '/document/number',
    ],
    ['no number', { ...ASKED, document: { type: 'resident-id' } }, '/document/number'],
    [
      'a passport without issuer',
      { ...ASKED, document: { type: 'passport', number: 'E12345678' } },
      '/document/issuer',
    ],
    ['no name', { document: ASKED.document }, '/name'],
    ['an empty name', { ...ASKED, name: '  ' }, '/name'],
    ['a reference that is none', { ...ASKED, redressReference: 'rdr_123' }, '/redressReference'],
    ['an unknown field', { ...ASKED, birthday: '1990' }, '/birthday'],
    ['a second document', { ...ASKED, documents: [ASKED.document] }, '/documents'],
  ])('answers %s by its form alone, before anything is counted or read', async (_, body, pointer) => {
    const answers = [];
    for (const listed of [true, false]) {
      const world = createInquiryWorld();
      if (listed) await world.impose();
      const response = await world.post(body);
      expect(response.status).toBe(422);
      expect(response.headers.get('content-type')).toBe('application/problem+json');
      expect(world.calls).toEqual([]);
      answers.push(await response.text());
    }
    expect(answers[0]).toBe(answers[1]);
    expect(JSON.parse(answers[0] as string).errors).toEqual([{ pointer, detail: expect.any(String) }]);
  });

  test.each([
    ['400 to what is no JSON', '{', 'application/json', 400],
    ['415 to a form', 'name=x', 'application/x-www-form-urlencoded', 415],
    ['413 to more than 256 KiB', `"${'x'.repeat(262_144)}"`, 'application/json', 413],
  ])('answers %s', async (_, body, contentType, status) => {
    const world = createInquiryWorld();
    expect((await world.post(body, '192.0.2.1', { 'content-type': contentType })).status).toBe(status);
  });

  test('needs no token, and its answer may not be stored', async () => {
    const response = await createInquiryWorld().post(ASKED);
    expect(response.status).toBe(200);
    expect(response.headers.get('cache-control')).toBe('no-store');
  });

  test('is not asked with GET, so that no number stands in an address', async () => {
    const response = await createInquiryWorld().get('/v1/inquiries');
    expect(response.status).toBe(405);
    expect(response.headers.get('allow')).toBe('POST');
  });

  test('believes no header about where a request comes from', async () => {
    const world = createInquiryWorld();
    for (let n = 0; n < 21; n++) {
      await world.post(ASKED, '192.0.2.1', {
        'x-forwarded-for': `10.0.0.${n}`,
        forwarded: `for=10.0.0.${n}`,
      });
    }
    const other = { ...ASKED, document: { ...ASKED.document, number: syntheticResidentId(9) } };
    const last = await world.post(other, '192.0.2.1', { 'x-forwarded-for': '10.0.0.99' });
    expect(last.status).toBe(429);
  });

  test('leaves neither number nor name nor address in a log, a counter or the account', async () => {
    const world = createInquiryWorld();
    await world.impose();
    for (let n = 0; n < 8; n++) await world.post({ ...ASKED, redressReference: 'rdr_0123456789ABCDEF' });
    await world.post({ ...ASKED, document: { ...ASKED.document, number: WRONG_CHECK } });
    const kept = JSON.stringify([world.log.lines, world.counters.names(), world.audit.all()]);
    for (const secret of [NUMBER, WRONG_CHECK, '测试甲', '192.0.2.1', '0123456789ABCDEF']) {
      expect(kept).not.toContain(secret);
    }
  });
});
