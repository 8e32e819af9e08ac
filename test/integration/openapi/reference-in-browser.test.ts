import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ALL_OPERATIONS } from '../../../functions/docs/openapi/operations/all.ts';
import { browserNotice, launchBrowser, withoutBrowser } from '../../support/browser.ts';
import { freePort, type RunningService, startService } from '../../support/running-service.ts';

const PATIENCE = { timeout: 15_000 };

describe.skipIf(withoutBrowser)(`the reference in a browser${browserNotice}`, () => {
  let folder: string;
  let browser: Browser;
  let service: RunningService;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'consumption-check-reference-'));
    const env = { DEMO_DATA: 'off', LOG_LEVEL: 'error' };
    const port = await freePort();
    [browser, service] = await Promise.all([
      launchBrowser(),
      startService({ dataFolder: folder, port, env }),
    ]);
  });
  afterAll(async () => {
    await browser?.close();
    service?.process.kill('SIGKILL');
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  });

  /** Opens the reference and keeps what it asks for and what goes wrong. */
  async function open(width: number) {
    const page = await browser.newPage({ viewport: { width, height: 900 } });
    const requested: string[] = [];
    const troubles: string[] = [];
    page.on('request', (request) => requested.push(request.url()));
    page.on('pageerror', (error) => troubles.push(error.message));
    page.on('console', (message) => {
      if (message.type() === 'error') troubles.push(message.text());
    });
    await page.goto(`${service.url}/docs`);
    await page.waitForSelector('.opblock', PATIENCE);
    return { page, requested, troubles };
  }

  test('every operation and the webhook are shown, and nothing is loaded from elsewhere', async () => {
    const { page, requested, troubles } = await open(1280);
    const shown = await page.locator('.opblock').count();
    expect(shown).toBe(ALL_OPERATIONS.length + 1);
    expect(requested.length).toBeGreaterThan(4);
    expect(requested.filter((url) => !url.startsWith(`${service.url}/`) && !url.startsWith('data:'))).toEqual(
      [],
    );
    expect(troubles).toEqual([]);
    await screenshot(page, 'reference-1280.png');
    await page.close();
  });

  test('it fits a telephone', async () => {
    const { page } = await open(390);
    await page.locator('#operations-Checks-checkPurchase .opblock-summary-control').click();
    await page.locator('#operations-Checks-checkPurchase .responses-wrapper').waitFor(PATIENCE);
    await page.locator('#operations-Checks-checkPurchase').scrollIntoViewIfNeeded();
    await screenshot(page, 'reference-390.png');
    const width = (await page.evaluate('document.documentElement.scrollWidth')) as number;
    expect(width).toBeLessThanOrEqual(390);
    await page.close();
  });

  test('a check can be tried out with a token for a client of the demo', async () => {
    const { page, requested, troubles } = await open(1280);
    await page.click('.auth-wrapper .authorize');
    const dialog = page.locator('.auth-container', { hasText: 'clientCredentials' });
    await dialog.locator('#client_id_clientCredentials').fill('demo-rail');
    await dialog.locator('#client_secret_clientCredentials').fill('demo-rail-secret');
    await dialog.locator('button.authorize').click();
    await dialog.locator('button', { hasText: 'Logout' }).waitFor(PATIENCE);
    await page.click('.btn-done');
    const check = page.locator('#operations-Checks-checkPurchase');
    await check.locator('.opblock-summary-control').click();
    await check.locator('.try-out__btn').click();
    await check.locator('.execute').click();
    const live = check.locator('.live-responses-table .response');
    await live.first().waitFor(PATIENCE);
    expect(await live.first().locator('.response-col_status').innerText()).toContain('200');
    await screenshot(page, 'reference-tried.png');
    expect(requested.filter((url) => url.startsWith('http') && !url.startsWith(service.url))).toEqual([]);
    expect(troubles).toEqual([]);
    await page.close();
  });
});

/** Kept where somebody wants to look at them. */
async function screenshot(page: Page, name: string): Promise<void> {
  const where = process.env.SCREENSHOTS;
  if (where) await page.screenshot({ path: join(where, name) });
}
