import { expect, onTestFinished, test } from 'vitest';
import { createOrderDocuments } from '../../../shared/adapters/kms/order-documents.ts';
import { rekeyed } from '../../../shared/key-rotation/rekey-order.ts';
import type { OrderRecord } from '../../../shared/orders/order.ts';
import { makeOrderVersion } from '../../../shared/orders/order-version.ts';
import { sealingContext } from '../../../shared/orders/sealing.ts';
import { systemClock } from '../../../shared/runtime/clock.ts';
import { createFakeKms, KMS_KEY_ARN } from '../../support/fake-kms.ts';
import { changeIdOf, documentAsSent, makers, orderDocument } from '../orders/fixtures.ts';

const documentKey = async () => ({ version: 'd1', key: new Uint8Array(32).fill(9) });

test('an order whose keys are made anew no longer depends on the secret that its document was sealed with', async () => {
  const { kms } = createFakeKms();
  onTestFinished(() => kms.restore());
  const change = { changeId: changeIdOf(1), order: orderDocument() };
  const version = await makeOrderVersion(change, documentAsSent(), 0, makers);
  expect(version.sealedDocument).toMatch(/^v1\./);
  const stored: OrderRecord = { ...version, appliedAtMs: 0, effectiveAtMs: 0, history: [] };

  const settings = { AWS_REGION: 'us-east-1', DOCUMENT_KMS_KEY_ARN: KMS_KEY_ARN };
  const during = createOrderDocuments(settings, { documentKey }, 'pipeline', systemClock);
  const next = await rekeyed(stored, { ...makers, cipher: during.cipher });
  expect(next.sealedDocument).toMatch(/^v2\.kms\./);

  const noSecret = { documentKey: () => Promise.reject(new Error('the secret is gone')) };
  const afterwards = createOrderDocuments(settings, noSecret, 'pipeline', systemClock);
  const opened = await afterwards.cipher.open(next.sealedDocument, sealingContext(stored));
  expect(JSON.parse(opened)).toEqual(documentAsSent());
  const { sealedDocument: _, revision: __, ...rest } = next;
  expect(stored).toMatchObject(rest);
});
