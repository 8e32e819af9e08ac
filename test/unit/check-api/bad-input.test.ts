import { beforeAll, describe, expect, test } from 'vitest';
import { syntheticResidentId } from '../../fixtures/synthetic-documents.ts';
import { createTestCheckApi, type TestCheckApi } from '../../support/check-api.ts';
import { G_TRAIN, LISTED } from '../../support/check-world.ts';

let api: TestCheckApi;
beforeAll(async () => {
  api = await createTestCheckApi();
  await api.world.impose();
});

const subject = { ref: 'p1', documents: [LISTED] };
const request = (change: object = {}) => ({ purchase: G_TRAIN, subjects: [subject], ...change });
const withSubject = (change: object) => request({ subjects: [{ ...subject, ...change }] });
const withDocument = (document: object) => withSubject({ documents: [document] });
const withPurchase = (purchase: object) => request({ purchase });
const money = (amount: unknown, currency = 'CNY') => ({ amount, currency });

async function problemOf(response: Response) {
  expect(response.headers.get('content-type')).toMatch(/^application\/problem\+json/);
  expect(response.headers.get('cache-control')).toBe('no-store');
  return (await response.json()) as {
    status: number;
    detail: string;
    errors?: { pointer: string; detail: string }[];
  };
}

describe('a request that cannot be read', () => {
  test.each([
    ['malformed JSON', '{"purchase": ', {}, 400],
    ['an empty body', '', {}, 400],
    ['a body that is not UTF-8 text', '{"a": "\u0000', {}, 400],
    ['another content type', '{}', { 'content-type': 'text/plain' }, 415],
    ['a form', 'a=b', { 'content-type': 'application/x-www-form-urlencoded' }, 415],
    ['a compressed body', '{}', { 'content-encoding': 'gzip' }, 415],
    ['a body over 256 KiB', `{"purchase": "${'x'.repeat(262_144)}"}`, {}, 413],
  ])('with %s is refused', async (_, body, headers, status) => {
    const response = await api.post('/v1/checks', body, { headers });
    expect(response.status).toBe(status);
    expect(await problemOf(response)).toMatchObject({ status });
  });
});

describe('a request with bad fields gets a 422 that points to each', () => {
  const long = 'x'.repeat(100_000);
  test.each<[string, unknown, string[]]>([
    ['not an object', [], ['']],
    ['null', null, ['']],
    ['nothing at all', {}, ['/purchase', '/subjects']],
    ['an unknown field', request({ extra: 1 }), ['/extra']],
    ['an unknown field of a subject', withSubject({ nickname: 'x' }), ['/subjects/0/nickname']],
    [
      'an unknown field of a document',
      withDocument({ ...LISTED, kind: 'x' }),
      ['/subjects/0/documents/0/kind'],
    ],
    ['an unknown checkpoint', request({ checkpoint: 'boarding' }), ['/checkpoint']],
    ['an unknown sector', withPurchase({ sector: 'casino' }), ['/purchase/sector']],
    ['no sector', withPurchase({ train: 'G1' }), ['/purchase/sector']],
    ['a field of another sector', withPurchase({ ...G_TRAIN, cabin: 'Y' }), ['/purchase/cabin']],
    ['an unknown seat', withPurchase({ ...G_TRAIN, seat: 'Q' }), ['/purchase/seat']],
    [
      'a seat that the train does not have',
      withPurchase({ ...G_TRAIN, train: 'K1', seat: '9' }),
      ['/purchase/seat'],
    ],
    ['an impossible train', withPurchase({ ...G_TRAIN, train: 'X12345' }), ['/purchase/train']],
    [
      'a date that does not exist',
      withPurchase({ ...G_TRAIN, serviceAt: '2026-02-30T08:00:00+08:00' }),
      ['/purchase/serviceAt'],
    ],
    [
      'a time without offset',
      withPurchase({ ...G_TRAIN, serviceAt: '2026-12-01T08:00:00' }),
      ['/purchase/serviceAt'],
    ],
    ['no subject', request({ subjects: [] }), ['/subjects']],
    [
      '101 subjects',
      request({ subjects: Array.from({ length: 101 }, (_, n) => ({ ...subject, ref: `p${n}` })) }),
      ['/subjects'],
    ],
    ['duplicate refs', request({ subjects: [subject, subject] }), ['/subjects/1/ref']],
    ['no document', withSubject({ documents: [] }), ['/subjects/0/documents']],
    [
      '11 documents',
      withSubject({ documents: Array.from({ length: 11 }, () => LISTED) }),
      ['/subjects/0/documents'],
    ],
    [
      'a passport without issuer',
      withDocument({ type: 'passport', number: 'E12345678' }),
      ['/subjects/0/documents/0/issuer'],
    ],
    [
      'an impossible checksum',
      withDocument({ type: 'resident-id', number: '999999199001010017' }),
      ['/subjects/0/documents/0/number'],
    ],
    [
      'an impossible birth date',
      withDocument({ type: 'resident-id', number: '999999201302290031' }),
      ['/subjects/0/documents/0/number'],
    ],
    [
      'an unknown kind of document',
      withDocument({ type: 'library-card', number: '1' }),
      ['/subjects/0/documents/0/type'],
    ],
    [
      'a number as a number',
      withDocument({ type: 'resident-id', number: 5 }),
      ['/subjects/0/documents/0/number'],
    ],
    [
      'a control character in the number',
      withDocument({ type: 'passport', issuer: 'CHN', number: 'E1234\u00075678' }),
      ['/subjects/0/documents/0/number'],
    ],
    [
      'a control character in the issuer',
      withDocument({ type: 'passport', issuer: 'CH\n', number: 'E12345678' }),
      ['/subjects/0/documents/0/issuer'],
    ],
    ['a control character in the name', withSubject({ name: '测\u202E试' }), ['/subjects/0/name']],
    ['a control character in the ref', withSubject({ ref: 'p\u0000' }), ['/subjects/0/ref']],
    ['a control character in the train', withPurchase({ ...G_TRAIN, train: 'G1\r\n' }), ['/purchase/train']],
    ['a very long name', withSubject({ name: long }), ['/subjects/0/name']],
    ['a very long ref', withSubject({ ref: long }), ['/subjects/0/ref']],
    [
      'a very long number',
      withDocument({ type: 'passport', issuer: 'CHN', number: long }),
      ['/subjects/0/documents/0/number'],
    ],
    ['a very long train', withPurchase({ ...G_TRAIN, train: long }), ['/purchase/train']],
  ])('with %s', async (_, body, pointers) => {
    const response = await api.post('/v1/checks', body);
    expect(response.status).toBe(422);
    const { errors = [] } = await problemOf(response);
    expect(errors.map(({ pointer }) => pointer)).toEqual(pointers);
    for (const { detail } of errors) expect(detail.length).toBeGreaterThan(8);
    expect(api.world.interceptions.all()).toEqual([]);
  });

  test.each([
    ['negative money', money(-1)],
    ['fractional money', money(10.5)],
    ['money as text', money('100')],
    ['another currency', money(100, 'USD')],
    ['a bare number', 100],
  ])('with %s', async (_, amount) => {
    const purchase = { sector: 'venue', kind: 'other', amount };
    const response = await api.post('/v1/checks', request({ purchase }), { scopes: ['check:venue'] });
    expect(response.status).toBe(422);
    const { errors = [] } = await problemOf(response);
    expect(errors[0]?.pointer).toMatch(/^\/purchase\/amount/);
  });

  test('and never repeats a document number, not even one sent as the name of a field', async () => {
    const number = syntheticResidentId(7);
    const bad = [
      withDocument({ type: 'resident-id', number: `${number}9` }),
      request({ [number]: true }),
      withSubject({ [number]: true }),
      withSubject({ ref: number }),
      withSubject({ ref: number, documents: [{ type: 'resident-id', number }] }),
      { purchase: number, subjects: number },
      number,
    ];
    for (const body of bad) {
      const response = await api.post('/v1/checks', body);
      expect(response.status).toBe(422);
      expect(await response.text()).not.toContain(number);
    }
    const malformed = await api.post('/v1/checks', `{"number": "${number}`);
    expect(await malformed.text()).not.toContain(number);
    expect(api.log.text()).not.toContain(number);
  });
});

describe('a report of an outcome', () => {
  const path = '/v1/checks/chk_00000000-0000-4000-8000-000000000000/outcome';
  test.each<[string, unknown, string]>([
    ['no results', { results: [] }, '/results'],
    ['an unknown outcome', { results: [{ ref: 'p1', outcome: 'lost' }] }, '/results/0/outcome'],
    [
      'a ref twice',
      {
        results: [
          { ref: 'a', outcome: 'sold' },
          { ref: 'a', outcome: 'not-sold' },
        ],
      },
      '/results/1/ref',
    ],
    ['an unknown field', { results: [{ ref: 'a', outcome: 'sold', seat: 'O' }] }, '/results/0/seat'],
  ])('with %s gets a 422', async (_, body, pointer) => {
    const response = await api.post(path, body);
    expect(response.status).toBe(422);
    expect((await problemOf(response)).errors).toMatchObject([{ pointer }]);
  });

  test('on something that is no check id gets a 404', async () => {
    const response = await api.post('/v1/checks/42/outcome', { results: [{ ref: 'a', outcome: 'sold' }] });
    expect(response.status).toBe(404);
  });
});
