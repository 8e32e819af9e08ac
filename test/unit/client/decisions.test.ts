import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readCheckAnswer } from '../../../shared/client/checks/read-answer.ts';
import { allAllowed, mustRecheck } from '../../../shared/client/index.ts';
import { checkAnswer, createClientWorld, denial, passengers, TRAIN } from './client-world.ts';

const asked = { sector: 'rail', refs: ['p1', 'p2'], stricter: {} } as const;
const envelope = {
  checkId: 'chk_1',
  checkedAt: '2026-11-24T08:00:00.000+08:00',
  policy: 'cn-national/2026-01-01',
  asOf: { seq: 42, ageMs: 310 },
};
const notice = { en: 'words', 'zh-CN': '话' };
const allow = (ref: string) => ({ ref, decision: 'allow' });
const read = (answer: object) => readCheckAnswer(answer, asked);

describe('a decision', () => {
  test('of each kind is told as it was made', async () => {
    const world = createClientWorld();
    world.answer(() =>
      checkAnswer([
        allow('p1'),
        denial('p2'),
        { ref: 'p3', decision: 'verify-identity', customerNotice: notice },
        { ref: 'p4', decision: 'undetermined', fallback: 'proceed-and-recheck', customerNotice: notice },
      ]),
    );
    const check = await world.client.check(TRAIN, passengers(4));
    expect(check.results).toEqual([
      { ref: 'p1', decision: 'allow', checkId: 'chk_1' },
      { ...denial('p2'), checkId: 'chk_1' },
      { ref: 'p3', decision: 'verify-identity', checkId: 'chk_1', customerNotice: notice },
      {
        ref: 'p4',
        decision: 'undetermined',
        checkId: 'chk_1',
        fallback: 'proceed-and-recheck',
        cause: 'register',
        customerNotice: notice,
      },
    ]);
    expect(check.requests).toEqual([{ ...envelope, refs: ['p1', 'p2', 'p3', 'p4'] }]);
    expect(allAllowed(check)).toBe(false);
    expect(mustRecheck(check).map(({ ref }) => ref)).toEqual(['p4']);
  });

  test('is understood with fields that a newer service adds', () => {
    const answer = read({
      ...envelope,
      more: { of: 'it' },
      results: [
        { ...allow('p1'), more: 1 },
        { ...denial('p2'), more: [] },
      ],
    });
    expect(answer?.results.map(({ decision }) => decision)).toEqual(['allow', 'deny']);
  });

  test('comes back in the sequence of the subjects, in whatever sequence it was answered', () => {
    const answer = read({ ...envelope, results: [denial('p2'), allow('p1')] });
    expect(answer?.results.map(({ ref, decision }) => [ref, decision])).toEqual([
      ['p1', 'allow'],
      ['p2', 'deny'],
    ]);
  });

  test('that the service cannot make is held where the operator wants it held', () => {
    const open = {
      ref: 'p1',
      decision: 'undetermined',
      fallback: 'proceed-and-recheck',
      customerNotice: notice,
    };
    const refs = ['p1'];
    const ofRail = readCheckAnswer(
      { ...envelope, results: [open] },
      { sector: 'rail', refs, stricter: { rail: 'hold' } },
    );
    const ofAir = readCheckAnswer(
      { ...envelope, results: [open] },
      { sector: 'air', refs, stricter: { rail: 'hold' } },
    );
    expect(ofRail?.results).toMatchObject([{ fallback: 'hold', cause: 'register' }]);
    expect(ofAir?.results).toMatchObject([{ fallback: 'proceed-and-recheck', cause: 'register' }]);
  });

  test('for everybody allowed is all allowed, and for nobody it is not', () => {
    expect(allAllowed(read({ ...envelope, results: [allow('p1'), allow('p2')] }) as never)).toBe(true);
    expect(allAllowed({ results: [], requests: [] })).toBe(false);
  });

  test('carries the attestation that was asked for', async () => {
    const world = createClientWorld();
    const attestation = { status: 'signed', statement: 'a.b.c', salts: [{ ref: 'p1', salt: 'xyz' }] };
    world.answer(() => checkAnswer([allow('p1')], { attestation }));
    const check = await world.client.check(TRAIN, passengers(1), { attest: true, checkpoint: 'change' });
    expect(check.requests[0]?.attestation).toEqual(attestation);
    expect(world.seen[0]?.json).toMatchObject({ attest: true, checkpoint: 'change', purchase: TRAIN });
  });
});

describe('an answer that cannot be understood is never an allow', () => {
  const held = (ref: string) =>
    expect.objectContaining({ ref, decision: 'undetermined', fallback: 'hold', cause: 'malformed-answer' });

  test.each([
    ['without a check id', { ...envelope, checkId: undefined, results: [allow('p1'), allow('p2')] }],
    ['without a policy', { ...envelope, policy: 7, results: [allow('p1'), allow('p2')] }],
    ['without the age of the list', { ...envelope, asOf: { seq: 1 }, results: [allow('p1'), allow('p2')] }],
    ['about others as well', { ...envelope, results: [allow('p1'), allow('p2'), allow('p3')] }],
    ['about others instead', { ...envelope, results: [allow('p3'), allow('p4')] }],
    ['about nobody', { ...envelope, results: [] }],
    [
      'of a newer decision',
      {
        ...envelope,
        results: [
          { ref: 'p1', decision: 'allow-with-note' },
          { ref: 'p2', decision: 1 },
        ],
      },
    ],
    ['that says yes and no', { ...envelope, results: [allow('p1'), denial('p1'), allow('p2'), allow('p2')] }],
    ['of texts', { ...envelope, results: ['allow', 'allow'] }],
    [
      'with a fallback of its own',
      {
        ...envelope,
        results: ['p1', 'p2'].map((ref) => ({ ref, decision: 'undetermined', fallback: 'allow' })),
      },
    ],
  ])('%s', (_, answer) => {
    expect(read(answer)?.results).toEqual([held('p1'), held('p2')]);
  });

  test.each(['decisionId', 'rule', 'permittedAlternatives', 'customerNotice', 'redress'] as const)(
    'a denial without its %s holds the sale',
    (field) => {
      const { [field]: _, ...defective } = denial('p1') as Record<string, unknown>;
      expect(read({ ...envelope, results: [defective, allow('p2')] })?.results).toEqual([
        held('p1'),
        { ref: 'p2', decision: 'allow', checkId: 'chk_1' },
      ]);
    },
  );

  test('somebody who is answered twice spoils the answer for the others too', () => {
    const answer = read({ ...envelope, results: [allow('p1'), allow('p1'), allow('p2')] });
    expect(answer?.results).toEqual([held('p1'), held('p2')]);
  });

  test('a denial in an answer whose rest is spoilt stays a denial', () => {
    const answer = read({ results: [denial('p1'), allow('p2')] });
    expect(answer?.results).toEqual([expect.objectContaining({ ref: 'p1', decision: 'deny' }), held('p2')]);
    expect(answer?.request).toBeUndefined();
  });

  test.each([null, [], 'allow', { decision: 'allow' }, { results: 'allow' }, { ...envelope }])(
    'without results it was not the service that answered: %j',
    (answer) => {
      expect(readCheckAnswer(answer, asked)).toBeUndefined();
    },
  );

  test('whatever is damaged, somebody is allowed only by an entry of their own that says so', () => {
    const whole = { ...envelope, results: [allow('p1'), denial('p2')] };
    const damaged = fc
      .tuple(fc.constantFrom('p1', 'p2', 'p3'), fc.anything(), fc.jsonValue(), fc.nat(3))
      .map(([ref, decision, value, where]) => {
        const entry = { ref, decision };
        if (where === 0) return { ...whole, results: [entry, denial('p2')] };
        if (where === 1) return { ...whole, results: [allow('p1'), entry] };
        if (where === 2) return { ...whole, checkId: value };
        return { ...whole, results: value };
      });
    fc.assert(
      fc.property(damaged, (answer) => {
        const results = readCheckAnswer(answer, asked)?.results ?? [];
        const said = Array.isArray(answer.results)
          ? (answer.results as { ref?: unknown; decision?: unknown }[])
          : [];
        for (const { ref, decision } of results) {
          if (decision !== 'allow') continue;
          expect(said.filter((entry) => entry?.ref === ref).map((entry) => entry.decision)).toEqual([
            'allow',
          ]);
        }
      }),
      { numRuns: 300 },
    );
  });
});
