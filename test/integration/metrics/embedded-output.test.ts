import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { DEMO_CHECK } from '../../../infra/local/demo-order.ts';
import { welcome } from '../../../infra/local/welcome.ts';
import { clientOf } from '../../e2e/service-client.ts';
import { freePort, startService } from '../../support/running-service.ts';

test('the terminal of the embedded default shows its welcome and no metrics, whatever is asked of it', async () => {
  const dataFolder = mkdtempSync(join(tmpdir(), 'metrics-'));
  onTestFinished(() => rmSync(dataFolder, { recursive: true, force: true }));
  const service = await startService({
    dataFolder,
    port: await freePort(),
    env: { METRICS_NAMESPACE: 'of the shell that it was started from' },
  });
  onTestFinished(async () => void (await service.end('SIGKILL')));
  const rail = await clientOf(service.url, 'demo-rail');
  const court = await clientOf(service.url, 'demo-court');
  await rail.post('/v1/checks', DEMO_CHECK);
  await court.post('/v1/orders/demo-order-1/release', { endReason: 'performed' });
  await rail.post('/v1/checks', DEMO_CHECK);

  expect(service.stdout()).toBe(welcome({ url: service.url, dataFolder, demoOrder: 'in-force' }));
  await service.end('SIGTERM');
  expect(service.stdout() + service.stderr()).not.toContain('_aws');
}, 60_000);
