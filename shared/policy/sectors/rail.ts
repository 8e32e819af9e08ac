import type { PurchaseOf } from '../../contracts/purchases.ts';
import { ALTERNATIVES } from '../alternatives.ts';
import { normaliseCode } from '../codes.ts';
import { defineRule } from '../define-rule.ts';
import { invalid, restricted, UNRESTRICTED, unrestricted } from '../findings.ts';
import { SEATS, type Seat, type TrainColumn } from '../rail/seat-table.ts';
import { type TrainClass, trainClasses } from '../rail/train-number.ts';
import { lawSource } from '../sources.ts';
import type { PolicyFinding, PolicyRule, SectorPolicy } from '../types.ts';

const permittedAlternatives = [ALTERNATIVES.secondClassOnEmu, ALTERNATIVES.seatOrHardSleeper];

const gTrain = defineRule({
  id: 'rail.g-train',
  items: ['rail-emu'],
  title: { en: 'Any seat on a G train', 'zh-CN': 'G字头动车组列车的全部座位' },
  source: lawSource('3(9)', 'II(7)1'),
  permittedAlternatives,
});

const gTrainSoftSleeper = defineRule({
  id: 'rail.g-train-soft-sleeper',
  // Both bans reach this berth, so an order that names either of them is enough.
  items: ['rail-soft-sleeper', 'rail-emu'],
  title: { en: 'A soft sleeper on a G train', 'zh-CN': 'G字头动车组列车的软卧' },
  source: lawSource('3(1) and 3(9)', 'II(7)1'),
  permittedAlternatives,
});

const emuFirstClass = defineRule({
  id: 'rail.emu-first-class',
  items: ['rail-emu'],
  title: {
    en: 'First class or above on an electric multiple unit that is not a G train',
    'zh-CN': 'G字头以外动车组列车的一等及以上座位',
  },
  source: lawSource('3(9)', 'II(7)1'),
  permittedAlternatives,
});

const softSleeper = defineRule({
  id: 'rail.soft-sleeper',
  items: ['rail-soft-sleeper'],
  title: { en: 'A soft sleeper', 'zh-CN': '列车软卧' },
  source: lawSource('3(1)', 'II(7)1'),
  permittedAlternatives,
});

const unruledSeat = defineRule({
  id: 'rail.unruled-seat',
  items: [],
  title: {
    en: 'A class outside G trains that no ruling places among soft sleepers or first class',
    'zh-CN': 'G字头以外列车中尚无规定归入软卧或一等座的席别',
  },
  source: `${lawSource('3(1) and 3(9)', 'II(7)1')}: silent on second-class sleepers, compartment hard sleepers and other seats`,
  permittedAlternatives: [],
  unruled: true,
});

const ABSENT = invalid({
  pointer: '/seat',
  detail:
    'does not exist on a locomotive-hauled train: was "emu": true forgotten (Y, L, S and P trains), or the letter of a G, D or C train? Otherwise correct the seat code',
});

const unknownSeat = {
  pointer: '/seat',
  detail: `is not a seat code: use one of ${SEATS.map((seat) => seat.code).join(', ')}`,
};

const unknownTrain = {
  pointer: '/train',
  detail:
    'is not a train number: send a letter of G, D, C, Z, T, K, Y, L, S, P or none, then 1 to 4 digits (G101), or up to four such numbers joined by / (G1/G4)',
};

const notAnEmu = invalid({
  pointer: '/emu',
  detail:
    'contradicts the train number: Z, T, K and bare numbers are locomotive-hauled; leave emu out or correct the number',
});

const surelyAnEmu = invalid({
  pointer: '/emu',
  detail:
    'contradicts the train number: G, D and C trains are electric multiple units; leave emu out or correct the number',
});

type FindingByColumn = Readonly<Record<TrainColumn, PolicyFinding>>;

const FINDINGS_BY_SEAT: ReadonlyMap<string, FindingByColumn> = new Map(
  SEATS.map((seat) => [
    seat.code,
    { g: findingFor(seat, 'g'), emu: findingFor(seat, 'emu'), locomotive: findingFor(seat, 'locomotive') },
  ]),
);

function findingFor(seat: Seat, column: TrainColumn): PolicyFinding {
  switch (seat.rulings[column]) {
    case 'deny':
      return restricted(ruleFor(seat, column));
    case 'unruled':
      return unrestricted(unruledSeat);
    case 'allow':
      return UNRESTRICTED;
    case 'absent':
      return ABSENT;
  }
}

function ruleFor(seat: Seat, column: TrainColumn): PolicyRule {
  if (seat.berth === 'soft-sleeper') return column === 'g' ? gTrainSoftSleeper : softSleeper;
  return column === 'g' ? gTrain : emuFirstClass;
}

/** Parts are judged in this sequence, so that which of two equally strict ones counts is not a matter of writing. */
const LIGHTEST_FIRST = ['locomotive', 'either', 'emu', 'g'] as const satisfies readonly TrainClass[];

function judgeRail({ train, seat, emu }: PurchaseOf<'rail'>): PolicyFinding {
  const bySeat = FINDINGS_BY_SEAT.get(seat) ?? FINDINGS_BY_SEAT.get(normaliseCode(seat));
  const classes = trainClasses(train);
  if (bySeat === undefined || classes === undefined) {
    return invalid(...(classes ? [] : [unknownTrain]), ...(bySeat ? [] : [unknownSeat]));
  }
  let strictest: PolicyFinding = UNRESTRICTED;
  for (const trainClass of LIGHTEST_FIRST) {
    if (!classes.includes(trainClass)) continue;
    const finding = judgePart(bySeat, trainClass, emu);
    // "At least as": an unruled class weighs as little as an open one, yet its flag must not get lost.
    if (severity(finding) >= severity(strictest)) strictest = finding;
  }
  return strictest;
}

function judgePart(bySeat: FindingByColumn, trainClass: TrainClass, emu: boolean | undefined): PolicyFinding {
  switch (trainClass) {
    case 'either':
      return emu === true ? bySeat.emu : bySeat.locomotive;
    case 'locomotive':
      return emu === true ? notAnEmu : bySeat.locomotive;
    default:
      return emu === false ? surelyAnEmu : bySeat[trainClass];
  }
}

/**
 * Of a train with several numbers the strictest part counts, since one vehicle runs under all of them; an operator who
 * knows the number the ticket was sold under sends that one. A part that cannot be true comes before a denial: a
 * mistake in the request is answered with a correction, never by refusing a person.
 */
function severity(finding: PolicyFinding): number {
  if (finding.kind === 'invalid') return Number.POSITIVE_INFINITY;
  return finding.kind === 'restricted' ? finding.rule.items.length : 0;
}

/** Rail: the train number and the seat code decide together. */
export const railPolicy: SectorPolicy<'rail'> = {
  sector: 'rail',
  rules: [gTrain, gTrainSoftSleeper, emuFirstClass, softSleeper, unruledSeat],
  judge: judgeRail,
};
