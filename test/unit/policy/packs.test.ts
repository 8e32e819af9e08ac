import { describe, expect, test } from 'vitest';
import { SECTORS, type Sector } from '../../../shared/contracts/sectors.ts';
import { judgePurchase } from '../../../shared/policy/judge-purchase.ts';
import { POLICY_PACKS, packInForce } from '../../../shared/policy/packs.ts';
import type { PolicyPack, SectorPolicy } from '../../../shared/policy/types.ts';
import { fen, PACK } from './judging.ts';

const FROM_MS = Date.UTC(2025, 11, 31, 16);

function packFrom(version: string, effectiveFromMs: number): PolicyPack {
  return { ...PACK, version, label: `cn-national/${version}`, effectiveFromMs };
}

describe('the pack in force', () => {
  const older = packFrom('2026-01-01', FROM_MS);
  const newer = packFrom('2027-01-01', FROM_MS + 365 * 86_400_000);
  const packs = [newer, older] as const;

  test('is the newest that has taken effect, from its first millisecond', () => {
    expect(packInForce(newer.effectiveFromMs, packs)).toBe(newer);
    expect(packInForce(newer.effectiveFromMs - 1, packs)).toBe(older);
    expect(packInForce(older.effectiveFromMs, packs)).toBe(older);
  });

  test('before any has taken effect is the oldest, so a clock that is behind opens nothing', () => {
    expect(packInForce(older.effectiveFromMs - 1, packs)).toBe(older);
    expect(packInForce(0)).toBe(POLICY_PACKS.at(-1));
  });

  test('is cn-national/2026-01-01 from midnight in the time of the courts', () => {
    expect(packInForce(FROM_MS).label).toBe('cn-national/2026-01-01');
    expect(PACK.effectiveFromMs).toBe(FROM_MS);
  });
});

describe('the registry of packs', () => {
  test('runs from newest to oldest, each labelled by its id and version', () => {
    const starts = POLICY_PACKS.map((pack) => pack.effectiveFromMs);
    expect(starts).toEqual([...new Set(starts)].sort((a, b) => b - a));
    for (const pack of POLICY_PACKS) expect(pack.label).toBe(`${pack.id}/${pack.version}`);
  });
});

describe('a pack', () => {
  test('has a policy for every sector, under its own name', () => {
    for (const sector of SECTORS) expect(PACK.sectors[sector].sector).toBe(sector);
    expect(Object.keys(PACK.sectors).sort()).toEqual([...SECTORS].sort());
  });

  test('without one of the sectors does not compile', () => {
    const { vehicle, ...others } = PACK.sectors;
    // @ts-expect-error the sector `vehicle` is missing
    const incomplete: PolicyPack['sectors'] = others;
    expect(Object.keys(incomplete)).not.toContain(vehicle.sector);
  });

  test('with the policy of another sector does not compile', () => {
    // @ts-expect-error a vehicle is not judged as a venue
    const mixedUp: SectorPolicy<'venue'> = PACK.sectors.vehicle;
    expect(mixedUp.sector).toBe('vehicle');
  });

  test('lets travel, lodging and venues proceed when the truth cannot be had, and holds what is large', () => {
    const expected: Record<Sector, string> = {
      rail: 'proceed-and-recheck',
      air: 'proceed-and-recheck',
      hotel: 'proceed-and-recheck',
      'travel-agency': 'proceed-and-recheck',
      venue: 'proceed-and-recheck',
      school: 'hold',
      insurance: 'hold',
      property: 'hold',
      vehicle: 'hold',
    };
    expect(PACK.fallbackBySector).toEqual(expected);
  });

  test('gives each threshold the unit that its name speaks of', () => {
    const units = Object.entries(PACK.parameters).map(([name, { unit }]) => [name, unit]);
    expect(Object.fromEntries(units)).toEqual({
      hotelRatePerNight: 'fen per night',
      insuranceAnnualPremium: 'fen per year',
      schoolFeeAboveStandard: 'fen per year',
      resortSpendPerMonth: 'fen per month',
      venueAmount: 'fen',
    });
  });

  test('says of each threshold that it is ours and not published', () => {
    for (const parameter of Object.values(PACK.parameters)) {
      expect(parameter.source).toMatch(/^ours: .*(no published|not published|neither a published)/);
      expect(Number.isSafeInteger(parameter.value) && parameter.value >= 0).toBe(true);
    }
  });
});

describe('the parameters of a pack decide, not numbers in the code', () => {
  const raised: PolicyPack = {
    ...PACK,
    parameters: {
      hotelRatePerNight: { ...PACK.parameters.hotelRatePerNight, value: 7 },
      insuranceAnnualPremium: { ...PACK.parameters.insuranceAnnualPremium, value: 7 },
      schoolFeeAboveStandard: { ...PACK.parameters.schoolFeeAboveStandard, value: 7 },
      resortSpendPerMonth: { ...PACK.parameters.resortSpendPerMonth, value: 7 },
      venueAmount: { ...PACK.parameters.venueAmount, value: 7 },
    },
  };

  test.each([
    ['hotel', (amount: number) => ({ sector: 'hotel', starRating: 0, ratePerNight: fen(amount) }) as const],
    [
      'insurance',
      (amount: number) => ({ sector: 'insurance', cashValue: true, annualPremium: fen(amount) }) as const,
    ],
    [
      'school',
      (amount: number) =>
        ({ sector: 'school', schoolType: 'private', annualFee: fen(amount), standardFee: fen(0) }) as const,
    ],
    ['venue', (amount: number) => ({ sector: 'venue', kind: 'other', amount: fen(amount) }) as const],
  ])('%s: equal to the threshold is not above it', (_sector, purchaseAt) => {
    expect(judgePurchase(raised, purchaseAt(7)).kind).toBe('unrestricted');
    expect(judgePurchase(raised, purchaseAt(8)).kind).toBe('restricted');
  });

  test('travel-agency: the quota is the parameter', () => {
    const resort = { sector: 'travel-agency', service: 'resort', amount: fen(8) } as const;
    expect(judgePurchase(raised, resort)).toMatchObject({
      quota: { amountFen: 7, period: 'month' },
      spendFen: 8,
    });
  });
});
