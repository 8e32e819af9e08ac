import { describe, expect, test, vi } from 'vitest';
import { METRICS } from '../../../shared/runtime/metric-names.ts';
import { createMetrics } from '../../../shared/runtime/metrics.ts';
import { createManualClock } from '../../support/manual-clock.ts';

const START_MS = Date.parse('2026-11-23T10:00:00+08:00');

function world() {
  const clock = createManualClock(START_MS);
  const lines: string[] = [];
  const metrics = createMetrics({
    namespace: 'ConsumptionCheck/test',
    service: 'check-api',
    clock,
    writeLine: (line) => lines.push(line),
  });
  return { clock, metrics, lines, read: () => lines.map((line) => JSON.parse(line)) };
}

describe('metrics', () => {
  test('are one line in the form that CloudWatch takes values from', () => {
    const { metrics, read } = world();
    metrics.add('Checks');
    metrics.level('FilterAge', 310);
    metrics.measure('CheckLatency', 8);
    metrics.write();
    expect(read()).toEqual([
      {
        _aws: {
          Timestamp: START_MS,
          CloudWatchMetrics: [
            {
              Namespace: 'ConsumptionCheck/test',
              Dimensions: [[]],
              Metrics: [
                { Name: 'Checks', Unit: 'Count' },
                { Name: 'FilterAge', Unit: 'Milliseconds' },
                { Name: 'CheckLatency', Unit: 'Milliseconds' },
              ],
            },
          ],
        },
        service: 'check-api',
        Checks: 1,
        FilterAge: 310,
        CheckLatency: { Values: [8], Counts: [1], Min: 8, Max: 8, Sum: 8, Count: 1 },
      },
    ]);
  });

  test('of requests that follow each other closely are written at most once a second', () => {
    const { metrics, clock, read } = world();
    for (let request = 0; request < 1_000; request++) {
      metrics.add('Checks');
      metrics.settle();
      clock.advance(2.5);
    }
    metrics.write();
    expect(read().length).toBeLessThanOrEqual(4);
    expect(read().reduce((sum, { Checks }) => sum + Checks, 0)).toBe(1_000);
  });

  test('of a request that comes alone are written at its end', () => {
    const { metrics, clock, read } = world();
    for (let request = 0; request < 3; request++) {
      metrics.add('Checks');
      metrics.settle();
      expect(read()).toHaveLength(request + 1);
      clock.advance(1_000);
    }
  });

  test('that waited in a frozen container count where they belong', () => {
    const { metrics, clock, read } = world();
    metrics.add('Checks');
    metrics.settle();
    clock.advance(100);
    metrics.add('Checks');
    metrics.settle();
    clock.advance(600_000);
    metrics.add('Checks');
    metrics.settle();
    expect(read().map(({ _aws, Checks }) => [_aws.Timestamp - START_MS, Checks])).toEqual([
      [0, 1],
      [100, 2],
    ]);
  });

  test('of a level keep the highest, and begin anew after each line', () => {
    const { metrics, read } = world();
    for (const age of [200, 900, 400]) metrics.level('FilterAge', age);
    metrics.write();
    metrics.level('FilterAge', 100);
    metrics.write();
    expect(read().map(({ FilterAge }) => FilterAge)).toEqual([900, 100]);
  });

  test('that need only be known when a line is written are asked for then, and only then', () => {
    const { metrics, read } = world();
    const ask = vi.fn(() => metrics.level('FilterKeys', 42));
    metrics.beforeWrite(ask);
    metrics.write();
    expect(ask).not.toHaveBeenCalled();
    for (let check = 0; check < 10; check++) metrics.add('Checks');
    metrics.write();
    expect(ask).toHaveBeenCalledTimes(1);
    expect(read()).toMatchObject([{ Checks: 10, FilterKeys: 42 }]);
  });

  test('with nothing to say write no line', () => {
    const { metrics, lines } = world();
    metrics.settle();
    metrics.write();
    expect(lines).toEqual([]);
  });

  test('are neither kept nor written where no namespace is set, as in the embedded default', () => {
    const lines: string[] = [];
    const metrics = createMetrics({
      namespace: undefined,
      service: 'check-api',
      clock: createManualClock(),
      writeLine: (line) => lines.push(line),
    });
    metrics.add('Checks');
    metrics.level('FilterAge', 1);
    metrics.measure('CheckLatency', 1);
    metrics.settle();
    metrics.write();
    expect(lines).toEqual([]);
  });
});

describe('the list of metrics', () => {
  test('has names and units that CloudWatch knows, and says what each means', () => {
    for (const [name, { kind, unit, meaning }] of Object.entries(METRICS)) {
      expect(name).toMatch(/^[A-Z][A-Za-z]{3,40}$/);
      expect(['Count', 'Milliseconds', 'Seconds', 'Bytes', 'None']).toContain(unit);
      if (kind === 'count') expect(unit).toBe('Count');
      expect(meaning).toMatch(/^.{15,}\.$/);
    }
  });
});
