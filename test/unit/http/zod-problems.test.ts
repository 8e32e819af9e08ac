import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { fieldProblems, jsonPointer, MAX_PROBLEMS } from '../../../shared/contracts/zod-problems.ts';

const NUMBER = '999999199001010016';

const schema = z.strictObject({
  name: z.string('must be a text').max(5, 'must be at most 5 characters long'),
  purchase: z.discriminatedUnion('sector', [
    z.strictObject({ sector: z.literal('rail'), train: z.string() }),
    z.strictObject({ sector: z.literal('air'), flight: z.string().regex(/^[A-Z]+$/) }),
  ]),
  tags: z.array(z.int().min(1).max(9)).max(100).optional(),
});

const GOOD = { name: 'a', purchase: { sector: 'rail', train: 'x' } };

function problemsOf(input: unknown, prefix?: string) {
  const result = schema.safeParse(input);
  expect(result.success).toBe(false);
  return result.error ? fieldProblems(result.error, prefix, input) : [];
}

describe('problems with fields', () => {
  test('a field that is missing is required', () => {
    expect(problemsOf({ purchase: { sector: 'rail' } })).toEqual([
      { pointer: '/name', detail: 'is required' },
      { pointer: '/purchase/train', detail: 'is required' },
    ]);
  });

  test('a discriminator that is missing or unknown comes with the list of what it may be', () => {
    expect(problemsOf({ ...GOOD, purchase: {} })).toEqual([
      { pointer: '/purchase/sector', detail: 'is required and must be one of rail, air' },
    ]);
    expect(problemsOf({ ...GOOD, purchase: { sector: NUMBER } })).toEqual([
      { pointer: '/purchase/sector', detail: 'must be one of rail, air' },
    ]);
  });

  test('each unknown field is one problem', () => {
    expect(problemsOf({ ...GOOD, colour: 1, 'second-colour': 2 })).toEqual([
      { pointer: '/colour', detail: 'is not known here: remove it' },
      { pointer: '/second-colour', detail: 'is not known here: remove it' },
    ]);
  });

  test('an unknown field whose name may be a number or a name of a person is told without it', () => {
    expect(problemsOf({ ...GOOD, purchase: { ...GOOD.purchase, [NUMBER]: 1, 张三: 2 } })).toEqual([
      { pointer: '/purchase', detail: 'has a field that is not known here: remove it' },
    ]);
  });

  test.each(['__proto__', 'constructor', 'toString', 'prototype'])('a field called %s is refused', (name) => {
    const input = JSON.parse(`{"name":"a","purchase":{"sector":"rail","train":"x"},"${name}":1}`);
    expect(problemsOf(input)).toEqual([{ pointer: `/${name}`, detail: 'is not known here: remove it' }]);
  });

  test('the words of a schema are used, and those of the library never', () => {
    expect(
      problemsOf({ name: 'too long', purchase: { sector: 'air', flight: 'ca1' }, tags: [0, 10, 1.5, 'x'] }),
    ).toEqual([
      { pointer: '/name', detail: 'must be at most 5 characters long' },
      { pointer: '/purchase/flight', detail: 'is not in the required form' },
      { pointer: '/tags/0', detail: 'must be at least 1' },
      { pointer: '/tags/1', detail: 'must be at most 9' },
      { pointer: '/tags/2', detail: 'must be a whole number' },
      { pointer: '/tags/3', detail: 'must be a number' },
    ]);
  });

  test('a value that is no object at all is pointed to as the whole', () => {
    expect(problemsOf([], '/changes/0')).toEqual([{ pointer: '/changes/0', detail: 'must be an object' }]);
    expect(problemsOf(null)).toEqual([{ pointer: '', detail: 'must be an object' }]);
  });

  test('a prefix leads every pointer', () => {
    expect(problemsOf({ ...GOOD, name: 1, odd: 1 }, '/changes/3').map(({ pointer }) => pointer)).toEqual([
      '/changes/3/name',
      '/changes/3/odd',
    ]);
  });

  test('there are at most fifty', () => {
    const manyFields = Object.fromEntries(
      Array.from({ length: 26 ** 2 }, (_, index) => [
        String.fromCharCode(97 + Math.floor(index / 26), 97 + (index % 26)),
        1,
      ]),
    );
    expect(problemsOf({ ...GOOD, ...manyFields })).toHaveLength(MAX_PROBLEMS);
    expect(problemsOf({ ...GOOD, tags: Array.from({ length: 100 }, () => 0), ...manyFields })).toHaveLength(
      50,
    );
  });

  test('a rule of our own about an absent field keeps its words', () => {
    const passport = z.object({ issuer: z.string().optional() }).superRefine((_value, context) => {
      context.addIssue({ code: 'custom', path: ['issuer'], message: 'is needed for a passport' });
    });
    const error = passport.safeParse({}).error as z.ZodError;
    expect(fieldProblems(error, '', {})).toEqual([
      { pointer: '/issuer', detail: 'is needed for a passport' },
    ]);
  });

  test('of a plain union the one possible branch is explained', () => {
    const period = z.strictObject({ to: z.union([z.null(), z.strictObject({ at: z.int() })]) });
    const problems = (input: unknown) =>
      fieldProblems(period.safeParse(input).error as z.ZodError, '', input);
    expect(problems({ to: { at: 'x' } })).toEqual([{ pointer: '/to/at', detail: 'must be a number' }]);
    expect(problems({ to: 7 })).toEqual([{ pointer: '/to', detail: 'has none of the permitted forms' }]);
  });

  test('never repeat what was sent, wherever it stood', () => {
    const secret = 'QZ77QZ';
    const value = fc.constantFrom<unknown>(secret, [secret], { [secret]: secret }, 7, null, undefined, true);
    const input = fc.record(
      {
        name: value,
        purchase: fc.oneof(value, fc.record({ sector: value, train: value })),
        tags: value,
        [secret]: value,
      },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(input, (sent) => {
        const result = schema.safeParse(sent);
        const text = result.error ? JSON.stringify(fieldProblems(result.error, '', sent)) : '';
        expect(text).not.toContain(secret);
        expect(text).not.toMatch(/Invalid|Unrecognized|received/);
      }),
    );
  });
});

test('a pointer ends before a name that cannot be repeated', () => {
  expect(jsonPointer(['a', 0, 'b'])).toBe('/a/0/b');
  expect(jsonPointer(['a', NUMBER, 'b'])).toBe('/a');
  expect(jsonPointer(['a', 'x/y~z'])).toBe('/a');
  expect(jsonPointer([])).toBe('');
});
