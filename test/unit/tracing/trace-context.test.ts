import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { continueTrace, formatTraceparent, traceForReceiver } from '../../../shared/tracing/trace-context.ts';

const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';
const PARENT = '00f067aa0ba902b7';
const bytes = (fill: number) => (count: number) => new Uint8Array(count).fill(fill);
const next = (traceparent: string | null | undefined, fill = 0xab) =>
  formatTraceparent(continueTrace(traceparent, bytes(fill)));

describe('a trace', () => {
  test.each([
    ['of this version', `00-${TRACE}-${PARENT}-01`, `00-${TRACE}-abababababababab-01`],
    ['that is not sampled', `00-${TRACE}-${PARENT}-00`, `00-${TRACE}-abababababababab-00`],
    ['with a random id', `00-${TRACE}-${PARENT}-03`, `00-${TRACE}-abababababababab-03`],
    ['with flags that nobody knows', `00-${TRACE}-${PARENT}-ff`, `00-${TRACE}-abababababababab-03`],
    ['of a later version', `cc-${TRACE}-${PARENT}-01`, `00-${TRACE}-abababababababab-01`],
    [
      'of a later version with more in it',
      `cc-${TRACE}-${PARENT}-01-more`,
      `00-${TRACE}-abababababababab-01`,
    ],
  ])('%s goes on with a span of this hop', (_, traceparent, expected) => {
    expect(next(traceparent)).toBe(expected);
  });

  test.each([
    ['nothing', undefined],
    ['no header', null],
    ['an empty one', ''],
    ['a trace id of zeroes', `00-${'0'.repeat(32)}-${PARENT}-01`],
    ['a parent of zeroes', `00-${TRACE}-${'0'.repeat(16)}-01`],
    ['version ff', `ff-${TRACE}-${PARENT}-01`],
    ['more than this version has', `00-${TRACE}-${PARENT}-01-more`],
    ['more without a dash', `cc-${TRACE}-${PARENT}-01more`],
    ['upper case', `00-${TRACE.toUpperCase()}-${PARENT}-01`],
    ['a short trace id', `00-${TRACE.slice(1)}-${PARENT}-01`],
    ['a short parent', `00-${TRACE}-${PARENT.slice(1)}-01`],
    ['no flags', `00-${TRACE}-${PARENT}`],
    ['one digit of flags', `00-${TRACE}-${PARENT}-1`],
    ['spaces around it', ` 00-${TRACE}-${PARENT}-01 `],
    ['two of them', `00-${TRACE}-${PARENT}-01, 00-${TRACE}-${PARENT}-01`],
    ['what is no hexadecimal', `00-${TRACE.replace('4', 'g')}-${PARENT}-01`],
  ])('begins anew instead of: %s', (_, traceparent) => {
    expect(next(traceparent)).toBe(`00-${'ab'.repeat(16)}-${'ab'.repeat(8)}-02`);
  });

  test('never has an id of zeroes', () => {
    expect(next(undefined, 0)).toBe(`00-${'0'.repeat(31)}1-${'0'.repeat(15)}1-02`);
  });

  test('whatever is sent, what goes on is well formed, and goes on the same way from hop to hop', () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.string(), fc.stringMatching(/^[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}.?$/)),
        (text) => {
          const first = next(text);
          expect(first).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-0[0-3]$/);
          const second = next(first, 0xcd);
          expect(second.slice(3, 35)).toBe(first.slice(3, 35));
          expect(second.slice(-2)).toBe(first.slice(-2));
        },
      ),
    );
  });
});

describe('a trace as receivers see it', () => {
  const trace = continueTrace(`00-${TRACE}-${PARENT}-01`, bytes(0xab));

  test('is another one for each notice of the same release, and none of them is the trace itself (I6)', () => {
    const seen = ['ntc_1', 'ntc_2'].map((notice) => traceForReceiver(trace, notice));
    expect(new Set([trace.traceId, ...seen.map(({ traceId }) => traceId)]).size).toBe(3);
    for (const one of seen) {
      expect(formatTraceparent(one)).toMatch(/^00-[0-9a-f]{32}-abababababababab-01$/);
      expect(formatTraceparent(one)).not.toContain(TRACE);
    }
  });

  test('is the same at each delivery of a notice', () => {
    expect(traceForReceiver(trace, 'ntc_1').traceId).toBe(traceForReceiver(trace, 'ntc_1').traceId);
  });
});
