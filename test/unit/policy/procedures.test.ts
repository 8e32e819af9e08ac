import { describe, expect, test } from 'vitest';
import { PROCEDURE_NAMES, PROCEDURES, type Procedure } from '../../../shared/policy/procedures.ts';
import { PACK } from './judging.ts';

function clocksOf({ name: _name, ...clocks }: Procedure) {
  return Object.fromEntries(
    Object.entries(clocks).map(([step, clock]) => [step, clock && `${clock.days} ${clock.unit}`]),
  );
}

describe('the procedures', () => {
  test('of the list provisions have the times that courts follow', () => {
    expect(clocksOf(PROCEDURES['list-provisions'])).toEqual({
      objectionFiling: null,
      objectionReview: '15 days',
      objectionCorrection: '3 working-days',
      reconsiderationFiling: '10 days',
      reconsiderationDecision: '15 days',
      removal: '3 working-days',
    });
  });

  test('of the opinions of 2016 have shorter ones, and neither correction time nor reconsideration', () => {
    expect(clocksOf(PROCEDURES['opinions-2016'])).toEqual({
      objectionFiling: '10 days',
      objectionReview: '3 days',
      objectionCorrection: null,
      reconsiderationFiling: null,
      reconsiderationDecision: null,
      removal: '3 days',
    });
  });

  test('are named, and each clock names its law', () => {
    for (const name of PROCEDURE_NAMES) {
      const { name: own, ...clocks } = PROCEDURES[name];
      expect(own).toBe(name);
      for (const clock of Object.values(clocks)) {
        if (clock)
          expect(clock.law).toMatch(
            /^Opinions \(2016\)|^List provisions .* art\. 1[02](; Good-faith opinion .* art\. 18)?$/,
          );
      }
    }
  });

  test('the national pack follows the list provisions', () => {
    expect(PACK.procedure).toBe(PROCEDURES['list-provisions']);
  });
});
