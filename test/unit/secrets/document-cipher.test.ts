import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createDocumentCipher, SealBroken } from '../../../shared/adapters/secrets/document-cipher.ts';

const key = { version: '1', key: Buffer.alloc(32, 1) };
const cipher = createDocumentCipher(async () => key);

describe('a sealed document', () => {
  test('opens to what was sealed, whatever that was', async () => {
    const text = fc.string({ unit: 'grapheme', maxLength: 200 });
    await fc.assert(
      fc.asyncProperty(text, text, async (plaintext, context) => {
        expect(await cipher.open(await cipher.seal(plaintext, context), context)).toBe(plaintext);
      }),
    );
  });

  test('shows its format and the version of its key, and nothing of the text', async () => {
    const sealed = await cipher.seal('999999199001010016', 'ord-1');
    expect(sealed).toMatch(/^v1\.1\.[\w-]{16}\.[\w-]{22}\.[\w-]{24}$/);
    expect(Buffer.from(sealed.split('.')[4] as string, 'base64url').toString('latin1')).not.toContain(
      '999999',
    );
  });

  test('is another text each time', async () => {
    const sealed = await Promise.all(Array.from({ length: 50 }, () => cipher.seal('same', 'ord-1')));
    expect(new Set(sealed).size).toBe(50);
  });

  test('does not open in another context', async () => {
    const sealed = await cipher.seal('text', 'ord-1');
    await expect(cipher.open(sealed, 'ord-2')).rejects.toThrow(SealBroken);
  });

  test('does not open under another key, of the same or another version', async () => {
    const sealed = await cipher.seal('text', 'ord-1');
    for (const version of ['1', '2']) {
      const other = createDocumentCipher(async () => ({ version, key: Buffer.alloc(32, 2) }));
      await expect(other.open(sealed, 'ord-1')).rejects.toThrow(SealBroken);
    }
  });

  test('does not open when any part of it was changed', async () => {
    const sealed = await cipher.seal('a longer text', 'ord-1');
    for (let part = 0; part < 5; part++) {
      const parts = sealed.split('.');
      const text = parts[part] as string;
      parts[part] = (text[0] === 'A' ? 'B' : 'A') + text.slice(1);
      await expect(cipher.open(parts.join('.'), 'ord-1')).rejects.toThrow(SealBroken);
    }
  });

  test('does not open when it was cut short, down to a short tag', async () => {
    const sealed = await cipher.seal('text', 'ord-1');
    const [format, version, iv, tag, ciphertext] = sealed.split('.') as [
      string,
      string,
      string,
      string,
      string,
    ];
    const cut = [
      '',
      'text',
      `${format}.${version}.${iv}.${tag}`,
      `${sealed}.x`,
      `${format}.${version}.${iv}.${tag.slice(0, 6)}.${ciphertext}`,
      `${format}.${version}..${tag}.${ciphertext}`,
      `${format}.${version}.${iv}.${tag}.`,
    ];
    for (const text of cut) await expect(cipher.open(text, 'ord-1')).rejects.toThrow(SealBroken);
  });

  test('cannot be made or opened while the key cannot be had; the next use tries again', async () => {
    let fails = true;
    const shaky = createDocumentCipher(async () => {
      if (fails) throw new Error('down');
      return key;
    });
    await expect(shaky.seal('text', 'ord-1')).rejects.toThrow('down');
    fails = false;
    expect(await shaky.open(await shaky.seal('text', 'ord-1'), 'ord-1')).toBe('text');
  });
});
