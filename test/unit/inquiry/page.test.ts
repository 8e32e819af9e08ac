import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { languageOf } from '../../../functions/inquiry-api/page/language.ts';
import { DOCUMENT_TYPES } from '../../../shared/contracts/document.ts';
import { DependencyUnavailable } from '../../../shared/contracts/problem.ts';
import { PER_NUMBER } from '../../../shared/inquiry/admission.ts';
import { STEP_MS } from '../../../shared/inquiry/even-pace.ts';
import { syntheticResidentId } from '../../fixtures/synthetic-documents.ts';
import { createInquiryWorld } from '../../support/inquiry-world.ts';

const NUMBER = syntheticResidentId(1);
const NAME = '测试甲';
const FILLED_IN = { type: 'resident-id', number: NUMBER, issuer: '', name: NAME, reference: '' };
const REFERENCE = 'rdr_0123456789ABCDEF';

describe('the page of the inquiry', () => {
  test('may load nothing but its own style, run nothing, and stand in no frame', async () => {
    const response = await createInquiryWorld().get('/inquiry?lang=en');
    const page = await response.text();
    const style = /<style>([\s\S]*)<\/style>/.exec(page)?.[1] as string;
    const digest = createHash('sha256').update(style).digest('base64');
    const policy = response.headers.get('content-security-policy')?.split('; ');
    expect(policy).toEqual([
      "default-src 'none'",
      `style-src 'sha256-${digest}'`,
      'img-src data:',
      "form-action 'self'",
      "base-uri 'none'",
      "frame-ancestors 'none'",
    ]);
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'cache-control': 'no-store',
      'content-type': 'text/html; charset=UTF-8',
      'referrer-policy': 'no-referrer',
      'x-content-type-options': 'nosniff',
    });
    expect(page).not.toMatch(/<script|\son[a-z]+=|style="/i);
    expect([...page.matchAll(/(?:src|href|action)="([^"]*)"/g)].map(([, to]) => to)).toEqual([
      'data:,',
      '#content',
      '?lang=zh-CN',
      '?lang=en',
    ]);
  });

  test('takes over the reference of the address that operators hand out, and keeps it in the other language', async () => {
    const page = await (await createInquiryWorld().get(`/inquiry?reference=${REFERENCE}&lang=en`)).text();
    expect(page).toContain(`value="${REFERENCE}"`);
    expect(page).toContain(`href="?lang=zh-CN&amp;reference=${REFERENCE}"`);
  });

  test.each(['"><script>alert(1)</script>', NUMBER, `rdr_${'0'.repeat(17)}`])(
    'does not show what cannot be a reference',
    async (reference) => {
      const page = await (
        await createInquiryWorld().get(`/inquiry?reference=${encodeURIComponent(reference)}`)
      ).text();
      expect(page).not.toContain(reference);
      expect(page).toContain('name="reference" class="code" maxlength="64" value=""');
    },
  );

  test('offers every kind of document in both languages', async () => {
    for (const language of ['en', 'zh-CN']) {
      const page = await (await createInquiryWorld().get(`/inquiry?lang=${language}`)).text();
      const options = [...page.matchAll(/<option value="([^"]+)"[^>]*>([^<]+)</g)];
      expect(options.map(([, type]) => type)).toEqual([...DOCUMENT_TYPES]);
      expect(new Set(options.map(([, , words]) => words)).size).toBe(DOCUMENT_TYPES.length);
    }
  });

  test('tells the person what the order says', async () => {
    const world = createInquiryWorld();
    await world.impose();
    const response = await world.submit(FILLED_IN);
    expect(response.status).toBe(200);
    const page = await response.text();
    for (const told of [
      '测试法院',
      '010-00000000',
      '（2026）京0105执1234号',
      'Travel by aircraft',
      'In force',
    ]) {
      expect(page).toContain(told);
    }
    expect(page).not.toContain(NUMBER);
    expect(page).not.toContain(NAME);
  });

  test('answers another name, an unknown number and a withheld order with the same bytes in the same time', async () => {
    const answers = [];
    for (const [sent, change] of [
      [{}, { name: '测试乙' }],
      [{}, { number: syntheticResidentId(2) }],
      [{ disclosure: 'withheld' }, {}],
      [{ disclosure: 'withheld' }, { reference: REFERENCE }],
    ] as const) {
      const world = createInquiryWorld();
      await world.impose(sent);
      const beganAtMs = world.clock.monotonicMs();
      const response = await world.submit({ ...FILLED_IN, ...change });
      answers.push(
        JSON.stringify([response.status, await response.text(), world.clock.monotonicMs() - beganAtMs]),
      );
    }
    expect(new Set(answers).size).toBe(1);
    expect(JSON.parse(answers[0] as string)).toMatchObject([
      200,
      expect.stringContaining('nothing'),
      STEP_MS,
    ]);
  });

  test('says beside each field what is wrong, and shows neither number nor name again', async () => {
    const world = createInquiryWorld();
    const wrongNumber = `${NUMBER.slice(0, 17)}${NUMBER.endsWith('X') ? '1' : 'X'}`;
    const response = await world.submit({ ...FILLED_IN, number: wrongNumber, reference: 'rdr_12' });
    expect(response.status).toBe(422);
    const page = await response.text();
    expect(page).toContain('<title>Error: ');
    expect(page).toMatch(/id="number-error">Error: The last character does not fit/);
    expect(page).toMatch(/id="reference-error">Error: Enter the redress reference as/);
    expect(page).toContain('aria-describedby="number-hint number-error" aria-invalid="true"');
    expect(page).toContain('value="rdr_12"');
    expect(page).not.toContain(wrongNumber);
    expect(page).not.toContain(NAME);
    expect(world.calls).toEqual([]);
  });

  test.each([
    [{ number: '' }, 'Enter the document number'],
    [{ number: '123' }, 'too few or too many characters'],
    [{ number: '9'.repeat(65) }, 'characters that no number has'],
    [{ number: '999999199013010010' }, 'date of birth'],
    [{ type: 'passport', number: 'E12345678' }, 'Enter the country'],
    [{ type: 'passport', number: 'E12345678', issuer: 'C1' }, 'three letters'],
    [{ type: 'passport', number: '?', issuer: 'CHN' }, 'form of this kind of document'],
    [{ type: 'library-card' }, 'Choose one of the kinds'],
    [{ name: '' }, 'Enter your name'],
    [{ name: '\u202Eabc' }, 'The name is too long'],
  ])('explains what is wrong with %o', async (change, words) => {
    const response = await createInquiryWorld().submit({ ...FILLED_IN, ...change });
    expect(response.status).toBe(422);
    expect(await response.text()).toContain(words);
  });

  test('does not mind an issuer that was typed before another kind of document was chosen', async () => {
    const world = createInquiryWorld();
    await world.impose();
    const response = await world.submit({ ...FILLED_IN, issuer: 'CHN' });
    expect(response.status).toBe(200);
  });
});

describe('an inquiry by the page that is not answered', () => {
  test('for too many is a page that says when to come back, the same for everybody', async () => {
    const pages = [];
    for (const listed of [true, false]) {
      const world = createInquiryWorld();
      if (listed) await world.impose();
      for (let n = 0; n < PER_NUMBER.max; n++) await world.submit(FILLED_IN);
      const response = await world.submit(FILLED_IN);
      expect(response.status).toBe(429);
      expect(Number(response.headers.get('retry-after'))).toBeGreaterThan(0);
      expect(response.headers.get('content-type')).toBe('text/html; charset=UTF-8');
      expect(response.headers.get('content-security-policy')).toContain("default-src 'none'");
      pages.push(await response.text());
    }
    expect(pages[0]).toBe(pages[1]);
    expect(pages[0]).toContain('Try again in 14 hours');
  });

  test('for a fault is a page of the same look, and the fault is logged', async () => {
    const findOrderIds = () => Promise.reject(new DependencyUnavailable('dynamodb', 'down'));
    const world = createInquiryWorld({ pointers: { findOrderIds } });
    const response = await world.submit(FILLED_IN, '192.0.2.1', '/inquiry?lang=zh-CN');
    expect(response.status).toBe(503);
    expect(await response.text()).toContain('暂时无法查询');
    expect(world.log.codes()).toEqual(['http.dependency-unavailable']);
  });

  test('for its form is a page', async () => {
    const world = createInquiryWorld();
    const tooLong = await world.submit({ ...FILLED_IN, name: 'x'.repeat(9_000) });
    expect([tooLong.status, tooLong.headers.get('content-type')]).toEqual([413, 'text/html; charset=UTF-8']);
    const json = await world.app.request('/inquiry', { method: 'POST', body: '{}' });
    expect(json.status).toBe(415);
    const deleted = await world.app.request('/inquiry', { method: 'DELETE' });
    expect([deleted.status, deleted.headers.get('allow')]).toEqual([405, 'GET, HEAD, POST']);
  });
});

describe('the language of a page', () => {
  test.each([
    [undefined, undefined, 'zh-CN'],
    [undefined, 'en-GB,en;q=0.9', 'en'],
    [undefined, 'zh-TW,zh;q=0.9,en;q=0.8', 'zh-CN'],
    [undefined, 'fr, en;q=0.3, zh;q=0.2', 'en'],
    [undefined, 'en;q=0, fr', 'zh-CN'],
    [undefined, 'en;q=broken', 'zh-CN'],
    ['en', 'zh-CN', 'en'],
    ['zh-CN', 'en', 'zh-CN'],
    ['fr', 'en', 'en'],
  ])('chosen %s, preferred %s, is %s', (chosen, accepted, language) => {
    expect(languageOf(chosen, accepted)).toBe(language);
  });
});
