import { afterAll, beforeAll, expect, test } from 'vitest';
import { SALT_BYTES } from '../../../shared/attestations/document-digest.ts';
import { syntheticResidentId } from '../../fixtures/synthetic-documents.ts';
import { startWiredFunctions, type WiredFunctions } from '../../support/wired-functions.ts';

let wired: WiredFunctions;
beforeAll(async () => {
  wired = await startWiredFunctions();
});
afterAll(() => wired.close());

test('one container signs about the same persons again and again, each time under new salts', async () => {
  const container = wired.newCheckContainer();
  const subjects = [1, 2].map((n) => ({
    ref: `p${n}`,
    documents: [{ type: 'resident-id', number: syntheticResidentId(n) }],
  }));
  const purchase = { sector: 'rail', train: 'G101', seat: 'O' };
  const salts: string[] = [];
  for (let n = 0; n < 3; n++) {
    const { body } = await wired.check(container, { purchase, subjects, attest: true });
    expect(body.attestation.status).toBe('signed');
    salts.push(...body.attestation.salts.map(({ salt }: { salt: string }) => salt));
  }
  expect(new Set(salts).size).toBe(6);
  for (const salt of salts) expect(Buffer.from(salt, 'base64url').length).toBeGreaterThanOrEqual(SALT_BYTES);
});
