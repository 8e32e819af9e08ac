import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { splitLines } from '../../../functions/cli/input/split-lines.ts';

async function linesOf(chunks: readonly Buffer[], maxBytes = 1_000): Promise<readonly string[]> {
  const source = (async function* () {
    yield* chunks;
  })();
  const found: string[] = [];
  for await (const lines of splitLines(source, maxBytes)) {
    for (const { number, bytes } of lines) {
      expect(number).toBe(found.length + 1);
      found.push(bytes === 'too-long' ? bytes : bytes.toString());
    }
  }
  return found;
}

describe('lines', () => {
  test.each([
    ['', []],
    ['a', ['a']],
    ['a\n', ['a']],
    ['a\r\nb', ['a', 'b']],
    ['a\n\n\r\nb\n', ['a', '', '', 'b']],
    ['\uFEFFa\nb', ['a', 'b']],
    ['a\n\uFEFFb', ['a', '\uFEFFb']],
  ])('of %j are %j', async (text, lines) => {
    expect(await linesOf([Buffer.from(text)])).toEqual(lines);
  });

  test('are the same however the bytes are cut into chunks', async () => {
    const text = '\uFEFF一二\r\n\nthree\r\rfour\n五';
    const bytes = Buffer.from(text);
    const whole = await linesOf([bytes]);
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(bytes.length), { maxLength: 12 }), async (cuts) => {
        const edges = [0, ...cuts.toSorted((a, b) => a - b), bytes.length];
        const chunks = edges.slice(1).map((edge, index) => bytes.subarray(edges[index], edge));
        expect(await linesOf(chunks)).toEqual(whole);
      }),
    );
  });

  test('that are too long are marked, whatever they end with, and the next ones are read', async () => {
    const long = 'x'.repeat(11);
    expect(await linesOf([Buffer.from(`${long}\n${'y'.repeat(10)}\r\nz`)], 10)).toEqual([
      'too-long',
      'y'.repeat(10),
      'z',
    ]);
    expect(
      await linesOf(
        Array.from(`${long.repeat(9)}\r\nz`, (one) => Buffer.from(one)),
        10,
      ),
    ).toEqual(['too-long', 'z']);
    expect(await linesOf([Buffer.from(long)], 10)).toEqual(['too-long']);
  });
});
