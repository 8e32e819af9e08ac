import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { DEMO_ORDER_ID } from '../../../infra/local/demo-order.ts';
import { freePort, type RunningService, startService } from '../../support/running-service.ts';
import { airlineFlows } from './airline/flows.ts';
import { hotelFlows } from './hotel/flows.ts';
import { railFlows } from './rail/flows.ts';
import { createWorld, type World } from './support/world.ts';

const PROGRAMS = [railFlows, hotelFlows, airlineFlows];
const folder = mkdtempSync(join(tmpdir(), 'consumption-check-integrations-'));
let service: RunningService;
let world: World & { close(): Promise<void> };

// One start and one batch of orders for all programs.
beforeAll(async () => {
  service = await startService({ dataFolder: folder, port: await freePort(), env: { LOG_LEVEL: 'info' } });
  world = await createWorld(service.url);
  await world.court.impose(...PROGRAMS.flatMap(({ orders }) => orders));
}, 60_000);
afterAll(async () => {
  service.process.kill('SIGKILL');
  await world.close();
  rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
});
afterEach(() => {
  world.between.fault = () => 'none';
});

for (const program of PROGRAMS) program.describe(() => world);

describe('run by hand, beside the service', () => {
  const run = promisify(execFile);
  const started = (program: string, env: Readonly<Record<string, string>> = {}) =>
    run(process.execPath, [join(import.meta.dirname, program, 'main.ts')], {
      env: { ...process.env, BASE_URL: world.url, ...env },
    });

  test('the railway sells the family another train, the hotel asks again when its line is back', async () => {
    const [rail, hotel] = await Promise.all([
      started('rail'),
      started('hotel', { OFFLINE_SECONDS: '1', RECHECK_SECONDS: '1' }),
    ]);
    expect(rail.stdout.split('\n').slice(-5)).toEqual([
      'They stay together and take 1461 seat 3, 2030-05-01T11:54:00+08:00, 283 yuan.',
      'Paid 849.00 yuan.',
      'Booking E00001: p1, p2, p3.',
      '0 reports waiting.',
      '',
    ]);
    expect(hotel.stdout).toContain(
      ['guest-1: key', 'guest-2: case', 'guest-3: key', 'guest-2 gets G12 in the guest house'].join('\n'),
    );
    expect(hotel.stdout).toMatch(
      /guest-4: key, to be checked again\nThe line is back\.\nAll are checked, 0 to/,
    );
    expect(rail.stderr + hotel.stderr).toBe('');
    for (const { stdout } of [rail, hotel]) expect(stdout).not.toMatch(/999999\d{11}|X48210073/);
  }, 40_000);

  test('the airline books the traveller who waited as soon as the court releases', async () => {
    const running = started('airline', { WAIT_SECONDS: '20' });
    const out = running.child.stdout;
    const isWaiting = new Promise((resolve) => {
      let text = '';
      out?.on('data', (piece: string) => {
        text += piece;
        if (text.includes('Waiting for a notice.')) resolve(undefined);
      });
    });
    await Promise.race([isWaiting, running]);
    await world.court.release(DEMO_ORDER_ID);
    const { stdout, stderr } = await running;
    expect(stdout).toMatch(
      /t1: booked\n[\s\S]*t2: stopped\nWaiting for a notice\.\nt2: booked, A00002\n6000 miles/,
    );
    expect(stderr).toBe('');
  }, 40_000);
});

test('neither a screen nor a log line of all that went on holds a number', () => {
  expect(world.lines.length).toBeGreaterThan(20);
  expect(world.lines.join('\n')).not.toMatch(/999999\d{11}|X482100/);
  expect(service.stderr()).toContain('"code":"change.applied"');
  expect(service.stderr()).not.toMatch(/999999\d{11}|X482100|测试/);
});
