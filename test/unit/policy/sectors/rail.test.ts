import { describe, expect, test } from 'vitest';
import { judge, judged } from '../judging.ts';

function rail(train: string, seat: string, emu?: boolean) {
  return { sector: 'rail', train, seat, ...(emu === undefined ? {} : { emu }) };
}

describe('a seat that does not occur on the train', () => {
  test.each(['Y501', 'K528', '1461'])('is answered on %s by asking whether emu was forgotten', (train) => {
    const finding = judge(rail(train, 'O'));
    expect(finding).toMatchObject({ kind: 'invalid', problems: [{ pointer: '/seat' }] });
    expect(finding.kind === 'invalid' && finding.problems[0]?.detail).toMatch(/was "emu": true forgotten/);
  });

  test('becomes an ordinary seat once emu is told', () => {
    expect(judged(rail('Y501', 'O', true))).toBe('open');
    expect(judged(rail('Y501', 'M', true))).toBe('restricted rail.emu-first-class');
  });
});

describe('emu against the train number', () => {
  test.each(['G1', 'D1', 'C1'])('%s without being an EMU is a mistake, not an allow', (train) => {
    expect(judged(rail(train, '4', false))).toBe('invalid /emu');
  });

  test.each([
    ['D1', false, /G, D and C trains are electric multiple units/],
    ['K1', true, /Z, T, K and bare numbers are locomotive-hauled/],
  ])('%s with emu %s is answered with what the number says', (train, emu, detail) => {
    expect(judge(rail(train, '4', emu))).toEqual({
      kind: 'invalid',
      problems: [{ pointer: '/emu', detail: expect.stringMatching(detail) }],
    });
  });

  test.each(['Z1', 'T1', 'K1', '1'])('%s as an EMU is a mistake, not a denial', (train) => {
    expect(judged(rail(train, 'M', true))).toBe('invalid /emu');
  });
});

describe('seat codes', () => {
  test.each(['X', '0', 'OO', 'MM', 'ZW', 'cons'])('%s is unknown, never a denial', (seat) => {
    expect(judged(rail('G101', seat))).toBe('invalid /seat');
  });

  test.each(['o', 'Ｏ', 'ｏ', ' O', '\u3000O'])('%j is second class', (seat) => {
    expect(judged(rail('D301', seat))).toBe('open');
    expect(judged(rail('G301', seat))).toBe('restricted rail.g-train');
  });

  test('the problem names every code that exists and repeats nothing that was sent', () => {
    const finding = judge(rail('G101', 'QQ'));
    const detail = finding.kind === 'invalid' ? finding.problems[0]?.detail : undefined;
    expect(detail).toBe(
      'is not a seat code: use one of 9, P, D, M, 7, O, S, 8, 6, A, 4, F, I, J, 3, 5, 2, 1, W, WZ, H',
    );
  });
});

describe('train numbers', () => {
  test.each(['g101', 'Ｇ１０１', ' G101 ', 'G 101', 'ｇ１０１'])('%j is G101', (train) => {
    expect(judged(rail(train, 'O'))).toBe('restricted rail.g-train');
  });

  test.each(['1', '12', '1461', 'K1', 'K9999'])('%s is locomotive-hauled', (train) => {
    expect(judged(rail(train, '1'))).toBe('open');
  });

  const malformed = [
    'G',
    'G12345',
    '12345',
    'A12',
    'X1',
    'GG1',
    'G1A',
    'G-1',
    'G1/',
    '/G1',
    'G1//G4',
    '/',
    ' ',
  ];
  test.each([...malformed, 'G1/X4', 'G1/G2/G3/G4/G5'])('%j is no train number', (train) => {
    expect(judged(rail(train, 'O'))).toBe('invalid /train');
  });

  test('a wrong number and a wrong seat are told together', () => {
    expect(judged(rail('QQ', 'QQ'))).toBe('invalid /train /seat');
  });
});

describe('a train that changes its number on the way', () => {
  test('is judged by each of its numbers', () => {
    expect(judged(rail('G1/G4', 'O'))).toBe('restricted rail.g-train');
    expect(judged(rail('D1/D4', 'O'))).toBe('open');
    expect(judged(rail('K1275/K1276/K1277', '3'))).toBe('open');
    expect(judged(rail('K1275/K1276/K1277/K1278', '3'))).toBe('open');
  });

  test.each(['D1/G4', 'G4/D1', 'C9/D1/G4'])('%s: the strictest number counts', (train) => {
    expect(judged(rail(train, 'O'))).toBe('restricted rail.g-train');
    expect(judged(rail(train, '4'))).toBe('restricted rail.g-train-soft-sleeper');
  });

  test.each(['K1/D4', 'D4/K1'])('%s: an unruled class stays unruled, an open one open', (train) => {
    expect(judged(rail(train, 'J'))).toBe('unruled rail.unruled-seat');
    expect(judged(rail(train, '3'))).toBe('open');
  });

  test.each(['K1/G4', 'G4/K1'])(
    '%s: a seat that one number cannot have is a mistake, not a denial',
    (train) => {
      expect(judged(rail(train, 'O'))).toBe('invalid /seat');
    },
  );

  test('emu that contradicts one of the numbers is a mistake', () => {
    expect(judged(rail('Y1/K4', 'M', true))).toBe('invalid /emu');
    expect(judged(rail('Y1/D4', '3', false))).toBe('invalid /emu');
  });

  test('a part without a letter is the short form of the part before it', () => {
    expect(judged(rail('G1/4', 'O'))).toBe('restricted rail.g-train');
    expect(judged(rail('D1/4/5', 'O'))).toBe('open');
    expect(judged(rail('1461/1462', '1'))).toBe('open');
  });

  test.each(['g1/g4', 'Ｇ１／Ｇ４', 'G1 / G4'])('%j is G1/G4', (train) => {
    expect(judged(rail(train, 'WZ'))).toBe('restricted rail.g-train');
  });
});
