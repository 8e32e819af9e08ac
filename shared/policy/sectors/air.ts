import type { PurchaseOf } from '../../contracts/purchases.ts';
import { ALTERNATIVES } from '../alternatives.ts';
import { normaliseCode } from '../codes.ts';
import { defineRule } from '../define-rule.ts';
import { invalid, restricted } from '../findings.ts';
import { lawSource } from '../sources.ts';
import type { PolicyFinding, SectorPolicy } from '../types.ts';

const anyCabin = defineRule({
  id: 'air.any-cabin',
  items: ['air'],
  title: { en: 'Any cabin of a civil aircraft', 'zh-CN': '民用航空器的任何舱位' },
  source: lawSource('3(1)', 'II(7)1'),
  permittedAlternatives: [ALTERNATIVES.secondClassOnEmu, ALTERNATIVES.seatOrHardSleeper],
});

const ANY_CABIN = restricted(anyCabin);

/** IATA Standard Schedules Information Manual: airline (2 characters, a letter among them, or 3 letters), 1–4 digits, suffix. */
const FLIGHT = /^(?:[A-Z]{2,3}|[A-Z]\d|\d[A-Z])\d{1,4}[A-Z]?$/;

/** A reservations booking designator (IATA Resolution 728) is one letter; the words are the cabins it stands for. */
const CABIN = /^(?:[A-Z]|FIRST|BUSINESS|PREMIUM[-_]?ECONOMY|ECONOMY)$/;

const unknownFlight = {
  pointer: '/flight',
  detail: 'is not a flight designator: send the airline code and 1 to 4 digits, such as CA1234',
};

const unknownCabin = {
  pointer: '/cabin',
  detail:
    'is not a cabin: send the booking class as one letter (Y, C, F) or first, business, premium-economy or economy',
};

function judgeAir({ flight, cabin }: PurchaseOf<'air'>): PolicyFinding {
  const flightKnown = FLIGHT.test(flight) || FLIGHT.test(normaliseCode(flight));
  const cabinKnown = CABIN.test(cabin) || CABIN.test(normaliseCode(cabin));
  if (flightKnown && cabinKnown) return ANY_CABIN;
  return invalid(...(flightKnown ? [] : [unknownFlight]), ...(cabinKnown ? [] : [unknownCabin]));
}

/** Air: every cabin is restricted alike; flight and cabin are read so that a mistake is found before a denial. */
export const airPolicy: SectorPolicy<'air'> = { sector: 'air', rules: [anyCabin], judge: judgeAir };
