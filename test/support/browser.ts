import { existsSync } from 'node:fs';
import { type Browser, chromium } from 'playwright-core';

const USUAL_PATHS = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
];

const found = [process.env.CHROMIUM_PATH ?? '', ...USUAL_PATHS].find((path) => existsSync(path));

/** Tests in a browser are left out only where there is none, and never in continuous integration, where they fail. */
export const withoutBrowser = found === undefined && !process.env.CI;

/** Why tests in a browser are left out, for their title; empty if they are not. */
export const browserNotice = withoutBrowser ? ' (left out: set CHROMIUM_PATH to a Chromium or Chrome)' : '';

/** @throws Error if there is no browser. */
export async function launchBrowser(): Promise<Browser> {
  if (found === undefined) {
    throw new Error('No Chromium was found. Install it, or set CHROMIUM_PATH to a Chromium or Chrome.');
  }
  // Containers in which tests run as root have no user namespaces to make a sandbox of.
  const asRoot = process.getuid?.() === 0;
  return await chromium.launch({ executablePath: found, args: asRoot ? ['--no-sandbox'] : [] });
}
