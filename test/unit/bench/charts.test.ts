import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { type GrowthData, growthChart } from '../../bench/charts/growth-chart.ts';
import { logScale, tickLabel } from '../../bench/charts/log-scale.ts';
import { type PeersData, peersChart } from '../../bench/charts/peers-chart.ts';

function committed(name: string): string {
  return readFileSync(new URL(`../../bench/charts/${name}`, import.meta.url), 'utf8');
}

describe('the committed charts', () => {
  test('of growth shows the table beside it', () => {
    expect(growthChart(JSON.parse(committed('growth.json')) as GrowthData)).toBe(committed('growth.svg'));
  });

  test('of the peers shows the table beside it', () => {
    expect(peersChart(JSON.parse(committed('peers.json')) as PeersData)).toBe(committed('peers.svg'));
  });

  test('name every row of the peers', () => {
    const svg = committed('peers.svg');
    for (const { name } of (JSON.parse(committed('peers.json')) as PeersData).rows) {
      expect(svg).toContain(`>${name.slice(0, name.lastIndexOf('.'))}<`);
    }
  });

  test('escape what XML would read as its own', () => {
    const data = {
      machine: 'A & B <2>',
      keys: 1,
      rows: [{ name: 'a.1', p50Us: 1, p99Us: 2, opsPerSecond: 3 }],
    };
    expect(peersChart(data)).toContain('A &amp; B &lt;2&gt;');
  });
});

describe('a logarithmic scale', () => {
  test('reaches from the power of ten below to the one above', () => {
    const scale = logScale([30, 4_000], 0, 300);
    expect(scale.ticks).toEqual([10, 100, 1_000, 10_000]);
    expect(scale.ticks.map(scale.at)).toEqual([0, 100, 200, 300]);
  });

  test('has a length even when all values are one power of ten', () => {
    expect(logScale([100], 0, 50).ticks).toEqual([100, 1_000]);
  });

  test.each([
    [0.01, '0.01'],
    [332.1, '332'],
    [20_000, '20k'],
    [10_000_000, '10M'],
  ])('writes %d as %s', (value, label) => {
    expect(tickLabel(value)).toBe(label);
  });
});
