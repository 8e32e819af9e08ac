import { Writable } from 'node:stream';
import { describe, expect, test } from 'vitest';
import { createProgress, duration } from '../../../functions/cli/importing/progress.ts';
import { createManualClock } from '../../support/manual-clock.ts';

function screen(isTTY: boolean, columns = 80) {
  const written: string[] = [];
  const stream = new Writable({
    write(chunk, _, done) {
      written.push(String(chunk));
      done();
    },
  });
  return { written, stderr: Object.assign(stream, { isTTY, columns }) };
}

describe('progress', () => {
  test('on a terminal is a bar with the part done, the rate and the time left, drawn over itself', () => {
    const { written, stderr } = screen(true);
    const clock = createManualClock();
    const progress = createProgress({ stderr, clock }, 0);
    clock.advance(10_000);
    progress.show({ lines: 20_000, bytes: 250, ofBytes: 1_000 });
    expect(written).toEqual(['\r\x1b[K[######..................] 25%  20,000 lines  2,000/s  0:30 left']);
    clock.advance(50);
    progress.show({ lines: 20_100, bytes: 260, ofBytes: 1_000 });
    expect(written).toHaveLength(1);
    progress.end();
    expect(written.at(-1)).toBe('\r\x1b[K');
  });

  test('of a run that goes on shows its own rate, and the part done of the whole', () => {
    const { written, stderr } = screen(true);
    const clock = createManualClock();
    const progress = createProgress({ stderr, clock }, 10_000);
    clock.advance(1_000);
    progress.show({ lines: 11_000, bytes: 550, ofBytes: 1_000 });
    expect(written.join()).toContain('55%  11,000 lines  1,000/s  0:09 left');
  });

  test('never breaks the line of a narrow terminal', () => {
    const { written, stderr } = screen(true, 20);
    createProgress({ stderr, clock: createManualClock() }, 0).show({ lines: 1, bytes: 1, ofBytes: 2 });
    expect(written[0]?.replace('\r\x1b[K', '')).toHaveLength(19);
  });

  test('elsewhere is a plain line every few seconds', () => {
    const { written, stderr } = screen(false);
    const clock = createManualClock();
    const progress = createProgress({ stderr, clock }, 0);
    for (let second = 1; second <= 11; second += 1) {
      clock.advance(1_000);
      progress.show({ lines: second * 100, bytes: second, ofBytes: undefined });
    }
    progress.end();
    expect(written).toEqual(['500 lines  100/s\n', '1,000 lines  100/s\n']);
  });

  test.each([
    [0, '0:00'],
    [4.2, '0:05'],
    [245, '4:05'],
    [3_723, '1:02:03'],
  ])('writes %d seconds as %s', (seconds, text) => {
    expect(duration(seconds)).toBe(text);
  });
});
