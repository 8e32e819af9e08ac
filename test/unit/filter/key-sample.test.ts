import { describe, expect, it } from 'vitest';
import { createKeySample } from '../../../shared/filter/key-sample.ts';
import { formatSubjectKey, type SubjectKey } from '../../../shared/identity/subject-key.ts';
import { keysOf } from './filter-world.ts';

describe('a sample of keys', () => {
  it('is all of them while they are few', () => {
    const sample = createKeySample(10);
    const keys = keysOf(1, 19);
    for (const key of keys) sample.add(key);
    expect(sample.keys()).toEqual(keys.map((key) => Uint8Array.from(key)));
  });

  it.each([20, 21, 1_000, 12_345])('of %i keys is bounded and evenly spread', (count) => {
    const sample = createKeySample(10);
    const keys = keysOf(1, count);
    for (const key of keys) sample.add(key);
    const places = new Map(keys.map((key, place) => [formatSubjectKey(key), place]));
    const sampled = sample.keys().map((key) => places.get(formatSubjectKey(key)) as number);
    expect(sampled.length).toBeGreaterThanOrEqual(10);
    expect(sampled.length).toBeLessThan(20);
    const [, stride = 0] = sampled;
    expect(sampled).toEqual(sampled.map((_, index) => index * stride));
    expect(count - (sampled.at(-1) ?? 0)).toBeLessThanOrEqual(stride);
  });

  it('is not changed by who uses the memory of a page again', () => {
    const sample = createKeySample(10);
    const page = new Uint8Array(16).fill(1);
    sample.add(page as SubjectKey);
    page.fill(2);
    expect(sample.keys()).toEqual([new Uint8Array(16).fill(1)]);
  });
});
