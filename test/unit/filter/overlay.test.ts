import { describe, expect, it } from 'vitest';
import { firstKeyBits } from '../../../shared/filter/key-bits.ts';
import { createKeyBitsSet } from '../../../shared/filter/key-bits-set.ts';
import { createKeyScreen } from '../../../shared/filter/key-screen.ts';
import { createOverlay } from '../../../shared/filter/overlay.ts';
import type { Sequence } from '../../../shared/filter/ports.ts';
import { keysOf } from './filter-world.ts';

describe('the overlay', () => {
  it('knows every one of 50,000 keys and none of 50,000 others, however it grew', () => {
    const overlay = createOverlay();
    const keys = keysOf(1, 50_000);
    for (let entry = 0; entry < 50; entry++)
      overlay.add((entry + 1) as Sequence, keys.slice(entry * 1_000, (entry + 1) * 1_000));
    expect(overlay.size).toBe(50_000);
    expect(keys.every((key) => overlay.mayContain(key))).toBe(true);
    expect(keysOf(50_001, 100_000).some((key) => overlay.mayContain(key))).toBe(false);
  });

  it('keeps the entries after a sequence and forgets the others', () => {
    const overlay = createOverlay();
    for (let entry = 0; entry < 10; entry++)
      overlay.add((entry + 1) as Sequence, keysOf(entry * 10 + 1, entry * 10 + 10));
    const rest = overlay.after(4 as Sequence);
    expect(rest.size).toBe(60);
    expect(keysOf(41, 100).every((key) => rest.mayContain(key))).toBe(true);
    expect(keysOf(1, 40).some((key) => rest.mayContain(key))).toBe(false);
  });

  it('counts a key once that was appended twice', () => {
    const overlay = createOverlay();
    overlay.add(1 as Sequence, keysOf(1, 3));
    overlay.add(2 as Sequence, keysOf(1, 3));
    expect(overlay.size).toBe(3);
    expect(overlay.after(1 as Sequence).size).toBe(3);
  });

  it('takes over what a snapshot does not cover from among many layers, and nothing else', () => {
    const overlay = createOverlay();
    const keys = keysOf(1, 90_000);
    for (let entry = 0; entry < 30; entry++)
      overlay.add((entry + 1) as Sequence, keys.slice(entry * 3_000, (entry + 1) * 3_000));
    const rest = overlay.after(17 as Sequence);
    expect(rest.size).toBe(39_000);
    expect(keys.slice(51_000).every((key) => rest.mayContain(key))).toBe(true);
    expect(keys.slice(0, 51_000).some((key) => rest.mayContain(key))).toBe(false);
    const more = keysOf(100_001, 104_000);
    rest.add(31 as Sequence, more);
    expect(more.every((key) => rest.mayContain(key))).toBe(true);
    const last = rest.after(30 as Sequence);
    expect(last.size).toBe(4_000);
    expect(keys.some((key) => last.mayContain(key))).toBe(false);
  });

  it('has a screen that misses none of its keys and lets few others through', () => {
    const screen = createKeyScreen();
    const keys = keysOf(1, 20_000);
    for (const key of keys) screen.add(firstKeyBits(key));
    expect(keys.every((key) => screen.mayContain(key))).toBe(true);
    const others = keysOf(20_001, 60_000).filter((key) => screen.mayContain(key));
    expect(others.length).toBeLessThan(40);
  });

  it('tells values apart that share a slot', () => {
    const set = createKeyBitsSet();
    for (let n = 0; n < 400; n++) set.add(n * 1_024);
    expect(set.size).toBe(400);
    for (let n = 0; n < 400; n++) set.add(n * 1_024);
    expect(set.size).toBe(400);
    expect(Array.from({ length: 400 }, (_, n) => set.has(n * 1_024))).not.toContain(false);
    expect(set.has(400 * 1_024)).toBe(false);
    expect(set.has(2 ** 48 - 1)).toBe(false);
  });
});
