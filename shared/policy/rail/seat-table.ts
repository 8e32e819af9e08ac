import type { Bilingual } from '../../contracts/bilingual.ts';

/** The three kinds of train that a seat is judged by. */
export type TrainColumn = 'g' | 'emu' | 'locomotive';

/** `absent`: the seat does not occur on such a train. `unruled`: nobody has decided, so it is never denied. */
export type SeatRuling = 'deny' | 'allow' | 'unruled' | 'absent';

export interface Seat {
  /** As the booking field writes it. */
  readonly code: string;
  readonly name: Bilingual;
  readonly berth: 'seat' | 'soft-sleeper' | 'other-sleeper';
  readonly rulings: Readonly<Record<TrainColumn, SeatRuling>>;
}

type Rulings = readonly [g: SeatRuling, emu: SeatRuling, locomotive: SeatRuling];

function seat(
  code: string,
  en: string,
  zh: string,
  berth: Seat['berth'],
  [g, emu, locomotive]: Rulings,
): Seat {
  return { code, name: { en, 'zh-CN': zh }, berth, rulings: { g, emu, locomotive } };
}

/**
 * Every seat code of the rail booking field by kind of train: G trains, other electric multiple units, and
 * locomotive-hauled trains. Source: Provisions (Fa Shi [2015] 17) art. 3(1) and 3(9); Opinions (2016) II(7)1.
 */
export const SEATS: readonly Seat[] = [
  seat('9', 'business class', '商务座', 'seat', ['deny', 'deny', 'absent']),
  seat('P', 'premium class', '特等座', 'seat', ['deny', 'deny', 'absent']),
  seat('D', 'preferred first class', '优选一等座', 'seat', ['deny', 'deny', 'absent']),
  seat('M', 'first class', '一等座', 'seat', ['deny', 'deny', 'absent']),
  seat('7', 'first-class soft seat (old)', '一等软座', 'seat', ['deny', 'deny', 'absent']),
  seat('O', 'second class', '二等座', 'seat', ['deny', 'allow', 'absent']),
  seat('S', 'second class, whole compartment', '二等包座', 'seat', ['deny', 'allow', 'absent']),
  seat('8', 'second-class soft seat (old)', '二等软座', 'seat', ['deny', 'allow', 'absent']),
  seat('6', 'deluxe soft sleeper', '高级软卧', 'soft-sleeper', ['deny', 'deny', 'deny']),
  seat('A', 'deluxe EMU sleeper', '高级动卧', 'soft-sleeper', ['deny', 'deny', 'absent']),
  seat('4', 'soft sleeper', '软卧', 'soft-sleeper', ['deny', 'deny', 'deny']),
  seat('F', 'EMU sleeper', '动卧', 'soft-sleeper', ['deny', 'deny', 'absent']),
  seat('I', 'first-class sleeper', '一等卧', 'soft-sleeper', ['deny', 'deny', 'deny']),
  seat('J', 'second-class sleeper', '二等卧', 'other-sleeper', ['deny', 'unruled', 'unruled']),
  seat('3', 'hard sleeper', '硬卧', 'other-sleeper', ['deny', 'allow', 'allow']),
  seat('5', 'compartment hard sleeper', '包厢硬卧', 'other-sleeper', ['deny', 'unruled', 'unruled']),
  seat('2', 'soft seat', '软座', 'seat', ['deny', 'allow', 'allow']),
  seat('1', 'hard seat', '硬座', 'seat', ['deny', 'allow', 'allow']),
  seat('W', 'standing', '无座', 'seat', ['deny', 'allow', 'allow']),
  seat('WZ', 'standing', '无座', 'seat', ['deny', 'allow', 'allow']),
  seat('H', 'other', '其他', 'seat', ['deny', 'unruled', 'unruled']),
];
