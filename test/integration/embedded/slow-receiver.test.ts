import { expect, onTestFinished, test, vi } from 'vitest';
import { DEMO_CHECK } from '../../../infra/local/demo-order.ts';
import { createService } from '../../../infra/local/service.ts';
import { readSettings } from '../../../infra/local/settings.ts';
import { clientOf } from '../../e2e/service-client.ts';
import { startWebhookReceiver } from '../../support/webhook-receiver.ts';
import { recordingLogger } from './recording-logger.ts';
import { temporaryFolder } from './temporary-folder.ts';

test('a receiver that never answers does not hold up the end, and its notice is there after the next start', async () => {
  const folder = temporaryFolder();
  const receiver = await startWebhookReceiver(() => undefined);
  onTestFinished(() => receiver.close());
  const start = async () => {
    const service = createService(readSettings({ DATA_DIR: folder, PORT: '0' }), recordingLogger());
    onTestFinished(() => service.stop());
    const { url } = await service.start();
    return { service, rail: await clientOf(url, 'demo-rail'), court: await clientOf(url, 'demo-court') };
  };

  const first = await start();
  expect(await first.rail.post('/v1/checks', DEMO_CHECK)).toMatchObject({
    body: { results: [{ decision: 'deny' }] },
  });
  await first.rail.put('/v1/webhook', { url: `http://localhost:${receiver.port}/` });
  await first.court.post('/v1/orders/demo-order-1/release', { endReason: 'performed' });
  await vi.waitFor(() => expect(receiver.received).toHaveLength(1), 10_000);
  const from = performance.now();
  await first.service.stop();
  expect(performance.now() - from).toBeLessThan(2_500);

  const second = await start();
  expect(await second.rail.get('/v1/notices')).toMatchObject({
    body: {
      notices: [
        {
          noticeId: receiver.received[0]?.headers['webhook-id'],
          delivery: { state: 'pending', attempts: 1 },
        },
      ],
    },
  });
}, 60_000);
