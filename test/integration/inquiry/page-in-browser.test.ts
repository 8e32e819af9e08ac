import axe from 'axe-core';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type HttpServer, startHttpServer } from '../../../infra/local/http-server.ts';
import { PER_NUMBER } from '../../../shared/inquiry/admission.ts';
import { syntheticResidentId } from '../../fixtures/synthetic-documents.ts';
import { browserNotice, launchBrowser, withoutBrowser } from '../../support/browser.ts';
import { createInquiryWorld, type InquiryWorld } from '../../support/inquiry-world.ts';

const NUMBER = syntheticResidentId(1);
const NAME = '测试甲';

describe.skipIf(withoutBrowser)(`the page of the inquiry in a browser${browserNotice}`, () => {
  let browser: Browser;
  let server: HttpServer;
  let world: InquiryWorld;
  let context: BrowserContext;
  let page: Page;
  /** Addresses of everything that the browser asked for. */
  let requested: string[];

  beforeAll(async () => {
    [browser, server] = await Promise.all([launchBrowser(), startHttpServer('127.0.0.1', 0)]);
  });
  afterAll(async () => {
    await browser?.close();
    await server?.close(0);
  });
  beforeEach(async () => {
    world = createInquiryWorld();
    await world.impose();
    server.serve((request, bindings) => world.app.fetch(request, bindings));
    await open({});
  });
  afterEach(() => context.close());

  async function open(options: Parameters<Browser['newContext']>[0]): Promise<void> {
    await context?.close();
    context = await browser.newContext(options);
    page = await context.newPage();
    requested = [];
    page.on('request', (request) => requested.push(request.url()));
  }

  const visit = (query = '') => page.goto(`${server.url}/inquiry${query}`);

  async function submit(number = NUMBER, name = NAME): Promise<void> {
    await page.fill('#number', number);
    await page.fill('#name', name);
    await goBy('button');
  }

  /** Presses what leads to another page and waits for that page: a press alone may return before it is there. */
  async function goBy(selector: string): Promise<void> {
    await Promise.all([page.waitForEvent('load'), page.click(selector)]);
  }

  /** A browser gives the focus when it first draws, which may be after the page has loaded. */
  const focusIsOn = (property: 'id' | 'className', value: string) =>
    expect.poll(() => page.evaluate(`document.activeElement.${property}`), { timeout: 10_000 }).toBe(value);

  /** Every kind of page, each made anew. */
  const PAGES: Record<string, (language: string) => Promise<unknown>> = {
    form: (language) => visit(`?lang=${language}`),
    errors: async (language) => {
      await visit(`?lang=${language}`);
      await page.selectOption('#type', 'passport');
      await submit('', '');
    },
    order: async (language) => {
      await visit(`?lang=${language}`);
      await submit();
    },
    nothing: async (language) => {
      await visit(`?lang=${language}`);
      await submit(syntheticResidentId(2));
    },
    'too many': async (language) => {
      for (let n = 0; n < PER_NUMBER.max; n++) {
        await world.post({ document: { type: 'resident-id', number: NUMBER }, name: NAME });
      }
      await visit(`?lang=${language}`);
      await submit();
    },
  };

  test('answers without any script, in the language of the browser', async () => {
    for (const [locale, state] of [
      ['zh-CN', '生效中'],
      ['en-GB', 'In force'],
    ] as const) {
      await open({ javaScriptEnabled: false, locale });
      await visit();
      await submit();
      expect(await page.textContent('.state')).toBe(state);
      expect(await page.textContent('dl')).toContain('（2026）京0105执1234号');
    }
  });

  test('lets the person change the language, and keeps the reference', async () => {
    await open({ locale: 'zh-CN' });
    await visit('?reference=rdr_0123456789ABCDEF');
    await goBy('text=English');
    expect(await page.getAttribute('html', 'lang')).toBe('en');
    expect(await page.inputValue('#reference')).toBe('rdr_0123456789ABCDEF');
  });

  test('asks for nothing but itself, and no address holds number or name', async () => {
    await visit('?lang=en');
    await submit(NUMBER, 'wrong');
    expect(new Set(requested)).toEqual(new Set([`${server.url}/inquiry?lang=en`]));
  });

  test('brings whoever made a mistake to the summary, and from there to the field', async () => {
    await PAGES.errors?.('en');
    await focusIsOn('className', 'summary');
    await page.click('.summary a:has-text("country")');
    await focusIsOn('id', 'issuer');
  });

  test('asks for the issuer of a passport only', async () => {
    await visit();
    expect(await page.isVisible('#issuer')).toBe(false);
    await page.selectOption('#type', 'passport');
    expect(await page.isVisible('#issuer')).toBe(true);
  });

  test('is worked with the keyboard alone', async () => {
    await visit('?lang=en');
    await page.keyboard.press('Tab');
    await focusIsOn('className', 'skip');
    await page.focus('#number');
    await page.keyboard.type(NUMBER);
    await page.keyboard.press('Tab');
    await page.keyboard.type(NAME);
    await page.keyboard.press('Enter');
    await page.waitForSelector('.state');
  });

  test('does not keep what was entered when the next person goes back', async () => {
    await visit('?lang=en');
    await submit();
    await goBy('text=New inquiry');
    expect([await page.inputValue('#number'), await page.inputValue('#name')]).toEqual(['', '']);
  });

  test.each(Object.keys(PAGES))(
    'has no barrier that a checker finds, light and dark, and fits 320 pixels: %s',
    async (kind) => {
      const show = PAGES[kind] as (language: string) => Promise<unknown>;
      for (const [language, colorScheme] of [
        ['zh-CN', 'dark'],
        ['en', 'light'],
      ] as const) {
        world = createInquiryWorld();
        await world.impose();
        await open({ colorScheme, viewport: { width: 320, height: 640 } });
        await show(language);
        expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(320);
        await page.evaluate(axe.source);
        const { violations } = (await page.evaluate('axe.run()')) as axe.AxeResults;
        expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([]);
      }
    },
    60_000,
  );
});
