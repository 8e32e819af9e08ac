import { createHmac } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { listChangeField } from '../../../shared/contracts/list-change.ts';
import { formatSubjectKey } from '../../../shared/identity/subject-key.ts';
import { createContentDigester } from '../../../shared/orders/content-digest.ts';
import { makeOrderVersion } from '../../../shared/orders/order-version.ts';
import { sealingContext } from '../../../shared/orders/sealing.ts';
import { syntheticResidentId } from '../../fixtures/synthetic-documents.ts';
import { changeAsSent, grantAsSent, makers, NAME, NOW_MS } from './fixtures.ts';

async function versionOf(overrides: Record<string, unknown> = {}) {
  const sent = changeAsSent(1, overrides);
  return await makeOrderVersion(listChangeField.parse(sent), sent.order, NOW_MS, makers);
}

const residents = (...numbers: readonly number[]) =>
  numbers.map((n) => ({ type: 'resident-id', number: syntheticResidentId(n) }));

function person(documents: readonly object[], more: object = {}) {
  return { kind: 'person', name: NAME, role: 'debtor', documents, ...more };
}

function keyOfResident(n: number): string {
  const canonical = syntheticResidentId(n);
  const document = { type: 'resident-id', namespace: 'cn-18', canonical } as const;
  return formatSubjectKey(makers.keyer.keyOf({ ...document, subjectKind: 'person', warnings: [] }));
}

describe('what the register keeps of a change', () => {
  test('is readable terms with times in milliseconds, and a digest instead of the name', async () => {
    const version = await versionOf({ grants: [grantAsSent()] });
    expect(version.terms).toEqual({
      status: 'active',
      items: ['air', 'rail-emu'],
      period: { fromMs: Date.parse('2026-01-01T00:00:00+08:00'), toMs: null },
      role: 'debtor',
      grants: [
        {
          grantId: 'g1',
          kind: 'necessity',
          items: ['air'],
          fromMs: Date.parse('2026-03-01T00:00:00+08:00'),
          toMs: Date.parse('2026-03-10T00:00:00+08:00'),
          uses: null,
          approvedBy: 'court',
        },
      ],
      nameDigest: makers.names.digestOf(NAME),
    });
    expect(Object.keys(version.terms)).not.toContain('endReason');
    expect(version).toMatchObject({ acceptedAtMs: NOW_MS, courtCode: '京0105', secretVersion: 's1' });
  });

  test('is why an order ended', async () => {
    const { terms } = await versionOf({ status: 'cancelled', endReason: 'entered-in-error' });
    expect(terms).toMatchObject({ status: 'cancelled', endReason: 'entered-in-error' });
  });

  test('is which removed order it continues, without the ground, and nothing of that otherwise', async () => {
    const continues = { orderId: 'ord-0', ground: 'conditions-ceased' };
    const { terms } = await versionOf({ continues });
    expect(terms).toMatchObject({ continues: 'ord-0' });
    expect((await versionOf()).terms).not.toHaveProperty('continues');
  });

  test('is the document as it was sent, sealed, and opens under order, version and change alone', async () => {
    const version = await versionOf();
    expect(JSON.parse(await makers.cipher.open(version.sealedDocument, sealingContext(version)))).toEqual(
      changeAsSent(1).order,
    );
    for (const other of [{ orderId: 'ord-2' }, { version: 2 }, { changeId: 'x' }]) {
      const context = sealingContext({ ...version, ...other } as typeof version);
      await expect(makers.cipher.open(version.sealedDocument, context)).rejects.toThrow();
    }
  });

  test('is one key for each number, in one sequence whatever the sequence of the documents', async () => {
    const expected = [1, 2, 3, 4, 5, 6].map(keyOfResident).sort();
    const spelled = { type: 'resident-id', number: ` ${syntheticResidentId(3)}` };
    const orders = [residents(1, 2, 3, 4, 5, 6), [...residents(6, 5, 4, 3, 2, 1), spelled]];
    for (const documents of orders) {
      expect((await versionOf({ subject: person(documents) })).keys).toEqual(expected);
    }
  });

  test('is no key of a document that was cleared, however it is spelled', async () => {
    const cleared = [{ type: 'resident-id', number: `${syntheticResidentId(2)} ` }];
    const subject = person(residents(1, 2), { clearedDocuments: cleared });
    expect((await versionOf({ subject })).keys).toEqual([keyOfResident(1)]);
    const all = person(residents(1), { clearedDocuments: residents(1) });
    expect((await versionOf({ subject: all })).keys).toEqual([]);
  });

  test('is the keys of what was cleared, each once and in one sequence, and none where nothing was', async () => {
    const spelled = { type: 'resident-id', number: ` ${syntheticResidentId(3)}` };
    const cleared = [...residents(3, 2), spelled];
    const subject = person(residents(1, 2, 3), { clearedDocuments: cleared });
    expect(await versionOf({ subject })).toMatchObject({
      keys: [keyOfResident(1)],
      clearedKeys: [2, 3].map(keyOfResident).sort(),
    });
    for (const more of [{}, { clearedDocuments: [] }]) {
      expect(await versionOf({ subject: person(residents(1), more) })).not.toHaveProperty('clearedKeys');
    }
  });

  test('cannot be made of a document that the gates refuse', async () => {
    const subject = person([{ type: 'resident-id', number: '1' }]);
    await expect(versionOf({ subject })).rejects.toThrow('a document passed the gates that is not valid');
  });
});

test('the digest of a change is over its fields in alphabetical sequence: stored receipts depend on it', () => {
  const key = new Uint8Array(32).fill(7);
  const canonical = '{"a":[{"x":1,"y":null},"é"],"b":{"c":true,"d":2}}';
  const expected = createHmac('sha256', key).update(`change|${canonical}`).digest('hex').slice(0, 32);
  const sent = { b: { d: 2, c: true }, a: [{ y: null, x: 1 }, 'é'] };
  expect(createContentDigester({ version: 's1', key }).digestOf(sent)).toBe(expected);
});
