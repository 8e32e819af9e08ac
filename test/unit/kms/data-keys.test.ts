import { randomBytes } from 'node:crypto';
import { beforeEach, describe, expect, test } from 'vitest';
import { createDataKeys, DATA_KEY_LIMITS } from '../../../shared/adapters/kms/data-keys.ts';
import type { KeyWrapper } from '../../../shared/adapters/kms/key-wrapper.ts';
import { createManualClock, type ManualClock } from '../../support/manual-clock.ts';

const { maxAgeMs, maxSealed } = DATA_KEY_LIMITS;

let clock: ManualClock;
let keys: Map<string, Buffer>;
let made: Buffer[];
let unwrapped: string[];
let fails: Error | undefined;
let wrapper: KeyWrapper;

beforeEach(() => {
  clock = createManualClock();
  keys = new Map();
  made = [];
  unwrapped = [];
  fails = undefined;
  wrapper = {
    name: 'test',
    async newDataKey() {
      if (fails) throw fails;
      const plaintext = randomBytes(32);
      const wrapped = `wrapped-${made.length}`;
      keys.set(wrapped, Buffer.from(plaintext));
      made.push(plaintext);
      return { plaintext, wrapped };
    },
    async unwrap(wrapped) {
      unwrapped.push(wrapped);
      if (fails) throw fails;
      const plaintext = Buffer.from(keys.get(wrapped) as Buffer);
      made.push(plaintext);
      return plaintext;
    },
    reach: async () => undefined,
  };
});

const nothingLeft = (key: Buffer | undefined) => expect(key).toEqual(Buffer.alloc(32));

/** Which key seals now. */
const sealOne = (data: ReturnType<typeof createDataKeys>) => data.toSeal((_, wrapped) => wrapped);

describe('the key that documents are sealed with', () => {
  test('serves a thousand documents, then the next one does', async () => {
    const data = createDataKeys(wrapper, clock, DATA_KEY_LIMITS);
    const used = await Promise.all(Array.from({ length: maxSealed + 1 }, () => sealOne(data)));
    expect(used.slice(0, maxSealed)).toEqual(Array.from({ length: maxSealed }, () => 'wrapped-0'));
    expect(used.at(-1)).toBe('wrapped-1');
    nothingLeft(made[0]);
    expect(made).toHaveLength(2);
  });

  test('an import of 10,000 documents asks for ten, however many are sealed at once', async () => {
    const data = createDataKeys(wrapper, clock, DATA_KEY_LIMITS);
    const intact = await Promise.all(
      Array.from({ length: 10_000 }, () =>
        data.toSeal((key, wrapped) => keys.get(wrapped)?.equals(key) === true),
      ),
    );
    expect(new Set(intact)).toEqual(new Set([true]));
    expect(made).toHaveLength(10);
    for (const key of made) nothingLeft(key);
  });

  test('is used for five minutes, by whichever clock says so first, also across a freeze', async () => {
    const data = createDataKeys(wrapper, clock, DATA_KEY_LIMITS);
    expect(await sealOne(data)).toBe('wrapped-0');
    clock.advance(maxAgeMs - 1);
    expect(await sealOne(data)).toBe('wrapped-0');
    clock.advance(1);
    expect(await sealOne(data)).toBe('wrapped-1');
    nothingLeft(made[0]);
    clock.jumpWall(maxAgeMs);
    expect(await sealOne(data)).toBe('wrapped-2');
    clock.jumpWall(-24 * 3_600_000);
    expect(await sealOne(data)).toBe('wrapped-2');
    clock.advance(maxAgeMs);
    expect(await sealOne(data)).toBe('wrapped-3');
  });

  test('is overwritten when a document is opened after its time', async () => {
    const data = createDataKeys(wrapper, clock, DATA_KEY_LIMITS);
    await sealOne(data);
    keys.set('other', randomBytes(32));
    clock.advance(maxAgeMs);
    await data.toOpen('other', () => undefined);
    nothingLeft(made[0]);
  });

  test('is fetched once for all who wait; a failure is told to all of them, and the next use tries again', async () => {
    const data = createDataKeys(wrapper, clock, DATA_KEY_LIMITS);
    fails = new Error('down');
    const outcomes = await Promise.allSettled(Array.from({ length: 20 }, () => sealOne(data)));
    expect(new Set(outcomes.map(({ status }) => status))).toEqual(new Set(['rejected']));
    fails = undefined;
    const used = await Promise.all(Array.from({ length: 20 }, () => sealOne(data)));
    expect(new Set(used)).toEqual(new Set(['wrapped-0']));
    expect(made).toHaveLength(1);
  });

  test('counts a document that could not be sealed', async () => {
    const data = createDataKeys(wrapper, clock, { ...DATA_KEY_LIMITS, maxSealed: 1 });
    await expect(
      data.toSeal(() => {
        throw new Error('no');
      }),
    ).rejects.toThrow('no');
    nothingLeft(made[0]);
    expect(await sealOne(data)).toBe('wrapped-1');
  });
});

describe('the keys of documents that are opened', () => {
  const open = (data: ReturnType<typeof createDataKeys>, wrapped: string) =>
    data.toOpen(wrapped, (key) => Buffer.from(key));

  beforeEach(() => {
    for (const wrapped of ['a', 'b', 'c']) keys.set(wrapped, randomBytes(32));
  });

  test('are unwrapped once in five minutes, and then once more', async () => {
    const data = createDataKeys(wrapper, clock, DATA_KEY_LIMITS);
    const opened = await Promise.all([open(data, 'a'), open(data, 'a'), open(data, 'b'), open(data, 'a')]);
    expect(opened[3]).toEqual(keys.get('a'));
    expect(opened[2]).toEqual(keys.get('b'));
    clock.advance(maxAgeMs - 1);
    await open(data, 'a');
    expect(unwrapped).toEqual(['a', 'b']);
    clock.advance(1);
    await open(data, 'a');
    expect(unwrapped).toEqual(['a', 'b', 'a']);
    nothingLeft(made[0]);
    nothingLeft(made[1]);
  });

  test('are as many as the limit says; the oldest goes first, overwritten', async () => {
    const data = createDataKeys(wrapper, clock, { ...DATA_KEY_LIMITS, maxKept: 2 });
    for (const wrapped of ['a', 'b', 'c']) await open(data, wrapped);
    nothingLeft(made[0]);
    await open(data, 'c');
    await open(data, 'b');
    expect(unwrapped).toEqual(['a', 'b', 'c']);
    await open(data, 'a');
    expect(unwrapped).toEqual(['a', 'b', 'c', 'a']);
  });

  test('are forgotten when they do not open what they should', async () => {
    const data = createDataKeys(wrapper, clock, DATA_KEY_LIMITS);
    const refuse = () => {
      throw new Error('does not open');
    };
    await expect(data.toOpen('a', refuse)).rejects.toThrow('does not open');
    nothingLeft(made[0]);
    expect(await open(data, 'a')).toEqual(keys.get('a'));
    expect(unwrapped).toEqual(['a', 'a']);
  });

  test('that could not be had are asked for again at the next use, and hold up no others', async () => {
    const data = createDataKeys(wrapper, clock, DATA_KEY_LIMITS);
    await open(data, 'b');
    fails = new Error('down');
    const [one, two] = await Promise.allSettled([open(data, 'a'), open(data, 'a')]);
    expect([one.status, two.status]).toEqual(['rejected', 'rejected']);
    expect(await open(data, 'b')).toEqual(keys.get('b'));
    fails = undefined;
    expect(await open(data, 'a')).toEqual(keys.get('a'));
    expect(unwrapped).toEqual(['b', 'a', 'a']);
  });
});
