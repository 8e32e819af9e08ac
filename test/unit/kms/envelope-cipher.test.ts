import { KMSClient } from '@aws-sdk/client-kms';
import * as fc from 'fast-check';
import { beforeEach, describe, expect, test } from 'vitest';
import { createEnvelopeCipher } from '../../../shared/adapters/kms/envelope-cipher.ts';
import type { KeyWrapper } from '../../../shared/adapters/kms/key-wrapper.ts';
import { createKmsKeyWrapper } from '../../../shared/adapters/kms/kms-key-wrapper.ts';
import { createSecretKeyWrapper } from '../../../shared/adapters/kms/secret-key-wrapper.ts';
import { createDocumentCipher } from '../../../shared/adapters/secrets/document-cipher.ts';
import { SealBroken } from '../../../shared/adapters/secrets/seal-broken.ts';
import { systemClock } from '../../../shared/runtime/clock.ts';
import { createFakeKms, type FakeKms, KMS_KEY_ARN } from '../../support/fake-kms.ts';

const loadKeys = async () => ({ version: '1', key: Buffer.alloc(32, 1) });
const before = createDocumentCipher(loadKeys);
const secret = createSecretKeyWrapper(loadKeys);

let fake: FakeKms;
let kms: KeyWrapper;
beforeEach(() => {
  fake = createFakeKms();
  kms = createKmsKeyWrapper({ client: new KMSClient({ region: 'us-east-1' }), keyArn: KMS_KEY_ARN });
});

const cipherOf = (...wrappers: [KeyWrapper, ...KeyWrapper[]]) =>
  createEnvelopeCipher({ wrappers, before, clock: systemClock });

describe.each(['kms', 'secret'] as const)('a document in an envelope of the %s', (name) => {
  const cipher = () => cipherOf(name === 'kms' ? kms : secret);

  test('opens to what was sealed, whatever that was, also in another container', async () => {
    const text = fc.string({ unit: 'grapheme', maxLength: 200 });
    const sealing = cipher();
    await fc.assert(
      fc.asyncProperty(text, text, async (plaintext, context) => {
        const sealed = await sealing.seal(plaintext, context);
        expect(await sealing.open(sealed, context)).toBe(plaintext);
        expect(await cipher().open(sealed, context)).toBe(plaintext);
      }),
      { numRuns: 50 },
    );
  });

  test('does not open when any of its characters was changed, dropped or doubled', async () => {
    const opening = cipher();
    const sealed = await cipher().seal('{"number":"999999199001010016"}', 'ord-1|1|c');
    const alphabet = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.=+ '];
    await fc.assert(
      fc.asyncProperty(
        fc.nat(sealed.length - 1),
        fc.constantFrom('', ...alphabet),
        fc.boolean(),
        async (at, character, inserted) => {
          const changed = sealed.slice(0, at) + character + sealed.slice(inserted ? at : at + 1);
          fc.pre(changed !== sealed);
          await expect(opening.open(changed, 'ord-1|1|c')).rejects.toThrow(SealBroken);
        },
      ),
      { numRuns: 300 },
    );
    // Every last character too: some of its bits may stand for nothing.
    for (let at = 0; at < sealed.length; at++) {
      const other = sealed[at] === 'A' ? 'B' : 'A';
      const changed = sealed.slice(0, at) + other + sealed.slice(at + 1);
      await expect(opening.open(changed, 'ord-1|1|c')).rejects.toThrow(SealBroken);
    }
    expect(await opening.open(sealed, 'ord-1|1|c')).toContain('999999199001010016');
  });

  test('does not open in another context', async () => {
    const text = fc.string({ maxLength: 40 });
    const sealing = cipher();
    await fc.assert(
      fc.asyncProperty(text, text, async (context, other) => {
        fc.pre(context !== other);
        const sealed = await sealing.seal('text', context);
        await expect(sealing.open(sealed, other)).rejects.toThrow(SealBroken);
      }),
      { numRuns: 50 },
    );
  });

  test('does not open with the key of another document that it was given', async () => {
    const sealing = cipher();
    const [one, two] = [await cipher().seal('one', 'ord-1'), await sealing.seal('two', 'ord-1')];
    const parts = one.split('.');
    parts[2] = two.split('.')[2] as string;
    await expect(sealing.open(parts.join('.'), 'ord-1')).rejects.toThrow(SealBroken);
    expect(await sealing.open(two, 'ord-1')).toBe('two');
  });

  test('shows its format, who wrapped its key, and nothing of the text', async () => {
    const sealed = await cipher().seal('999999199001010016', 'ord-1');
    expect(sealed).toMatch(
      new RegExp(`^v2\\.${name}\\.[\\w-]{100,300}\\.[\\w-]{16}\\.[\\w-]{22}\\.[\\w-]{24}$`),
    );
    expect(Buffer.from(sealed.split('.')[5] as string, 'base64url').toString('latin1')).not.toContain(
      '999999',
    );
  });

  test('is another text each time', async () => {
    const sealing = cipher();
    const sealed = await Promise.all(Array.from({ length: 50 }, () => sealing.seal('same', 'ord-1')));
    expect(new Set(sealed).size).toBe(50);
  });
});

describe('documents of different times', () => {
  test('that were sealed before there were envelopes open', async () => {
    const sealed = await before.seal('text', 'ord-1');
    expect(sealed).toMatch(/^v1\./);
    for (const cipher of [cipherOf(kms, secret), cipherOf(secret)]) {
      expect(await cipher.open(sealed, 'ord-1')).toBe('text');
      await expect(cipher.open(sealed, 'ord-2')).rejects.toThrow(SealBroken);
    }
    expect(fake.decrypted()).toBe(0);
  });

  test('that were sealed before KMS had a key open beside those with one of its', async () => {
    const earlier = await cipherOf(secret).seal('text', 'ord-1');
    const cipher = cipherOf(kms, secret);
    expect(await cipher.open(earlier, 'ord-1')).toBe('text');
    expect(await cipher.seal('text', 'ord-1')).toMatch(/^v2\.kms\./);
  });

  test('of KMS do not open where no key of KMS is known, nor under another one', async () => {
    const sealed = await cipherOf(kms).seal('text', 'ord-1');
    await expect(cipherOf(secret).open(sealed, 'ord-1')).rejects.toThrow(SealBroken);
    const other = createKmsKeyWrapper({
      client: new KMSClient({ region: 'us-east-1' }),
      keyArn: 'arn:other',
    });
    await expect(cipherOf(other).open(sealed, 'ord-1')).rejects.toThrow(SealBroken);
  });

  test('of no known format are refused, and KMS is not asked', async () => {
    for (const text of [
      '',
      'text',
      'v3.kms.a.b.c.d',
      'v2',
      'v2.kms',
      'v2.kms..a.b.c',
      `v2.kms.${'A'.repeat(8_194)}`,
    ]) {
      await expect(cipherOf(kms, secret).open(text, 'ord-1')).rejects.toThrow(SealBroken);
    }
    expect(fake.kms.calls()).toHaveLength(0);
  });
});
