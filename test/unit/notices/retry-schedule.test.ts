import * as fc from 'fast-check';
import { afterEach, describe, expect, test, vi } from 'vitest';
import {
  delayAfterFailure,
  JITTER,
  MAX_ATTEMPTS,
  MAX_RETRY_AFTER_MS,
  parseRetryAfter,
  RETRY_DELAYS_MS,
} from '../../../shared/notices/retry-schedule.ts';

const nowMs = Date.parse('2026-11-23T10:00:00Z');
const MINUTE_MS = 60_000;

describe('the schedule of attempts', () => {
  test('is that of Standard Webhooks: ten attempts, the last one 75 hours and 35 minutes after the first', () => {
    let sinceStartMs = 0;
    const sinceStart = RETRY_DELAYS_MS.map((delayMs) => {
      sinceStartMs += delayMs;
      return sinceStartMs;
    });
    const clockTimes = sinceStart.map((ms) => {
      const seconds = ms / 1_000;
      return [Math.floor(seconds / 3_600), Math.floor(seconds / 60) % 60, seconds % 60].join(':');
    });
    expect(MAX_ATTEMPTS).toBe(10);
    expect(clockTimes).toEqual([
      '0:0:0',
      '0:0:5',
      '0:5:5',
      '0:35:5',
      '2:35:5',
      '7:35:5',
      '17:35:5',
      '31:35:5',
      '51:35:5',
      '75:35:5',
    ]);
  });

  test('a delay is never shorter than the schedule says, and longer by the jitter at most', () => {
    const attempts = fc.integer({ min: 1, max: MAX_ATTEMPTS - 1 });
    const random = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
    fc.assert(
      fc.property(attempts, random, (made, dice) => {
        const scheduled = RETRY_DELAYS_MS[made] as number;
        const delay = delayAfterFailure(made, { status: 500 }, nowMs, dice);
        return delay >= scheduled && delay <= Math.ceil(scheduled * (1 + JITTER));
      }),
    );
  });

  test.each([429, 502, 503, 504])(
    'a receiver that answers %i is left alone for a minute at least',
    (status) => {
      expect(delayAfterFailure(1, { status }, nowMs, 0)).toBe(MINUTE_MS);
      expect(delayAfterFailure(2, { status }, nowMs, 0)).toBe(5 * MINUTE_MS);
    },
  );
});

describe('Retry-After', () => {
  afterEach(() => {
    vi.unstubAllEnvs();
  });

  test('is obeyed when it asks for more patience than the schedule, and not when it asks for less', () => {
    expect(delayAfterFailure(1, { status: 500, retryAfter: '3600' }, nowMs, 0.5)).toBe(3_600_000);
    expect(delayAfterFailure(4, { status: 500, retryAfter: '1' }, nowMs, 0)).toBe(RETRY_DELAYS_MS[4]);
  });

  test('is obeyed as a date too', () => {
    const retryAfter = 'Mon, 23 Nov 2026 11:30:00 GMT';
    expect(delayAfterFailure(1, { status: 503, retryAfter }, nowMs, 0)).toBe(90 * MINUTE_MS);
  });

  test.each(['Mon, 23 Nov 2026 11:30:00 GMT', 'Monday, 23-Nov-26 11:30:00 GMT', 'Mon Nov 23 11:30:00 2026'])(
    'that reads %j is the same instant wherever this machine stands',
    (retryAfter) => {
      vi.stubEnv('TZ', 'Asia/Shanghai');
      expect(parseRetryAfter(retryAfter, nowMs)).toBe(90 * MINUTE_MS);
    },
  );

  test('cannot put a notice off for more than a day', () => {
    for (const retryAfter of ['9999999999', 'Fri, 31 Dec 9999 23:59:59 GMT']) {
      expect(delayAfterFailure(1, { status: 503, retryAfter }, nowMs, 0)).toBe(MAX_RETRY_AFTER_MS);
    }
  });

  test('of a time that has passed asks for no patience', () => {
    expect(parseRetryAfter('Mon, 23 Nov 2026 09:00:00 GMT', nowMs)).toBe(0);
    expect(parseRetryAfter('0', nowMs)).toBe(0);
  });

  test.each(['', 'soon', '-5', '1.5', '2026-11-24', '1e9', '99999999999', 'Mon, nonsense'])(
    'that reads %j says nothing',
    (text) => {
      expect(parseRetryAfter(text, nowMs)).toBeUndefined();
      expect(delayAfterFailure(1, { status: 500, retryAfter: text }, nowMs, 0)).toBe(5_000);
    },
  );
});
