import { citizenCheckCharacter } from '../../../shared/identity/citizen-number.ts';
import { icaoCheckDigit } from '../../../shared/identity/icao-check-digit.ts';

/*
 * Documents of people and organizations that do not exist. Resident IDs are of area 999999, which is allocated to nobody,
 * passports and cards of foreigners of UTO, Utopia, which ICAO Doc 9303 keeps for specimens. Travel permits and passports
 * of existing countries have no such space: any well-formed number may be somebody's, so there are none of them here.
 */

const DAY_MS = 86_400_000;
const FIRST_BIRTH_MS = Date.UTC(1926, 0, 1);
/** Every day of 1926 to 2005. */
const BIRTH_DATES = Array.from({ length: (Date.UTC(2006, 0, 1) - FIRST_BIRTH_MS) / DAY_MS }, (_, day) =>
  new Date(FIRST_BIRTH_MS + day * DAY_MS).toISOString().slice(0, 10).replaceAll('-', ''),
);
/** From 996 on sequence numbers are of centenarians. */
const SEQUENCES = 995;

/** How many different people there are, numbered from 0. */
export const SYNTHETIC_PEOPLE = BIRTH_DATES.length * SEQUENCES;

const ORGANIZATION_ALPHABET = '0123456789ABCDEFGHJKLMNPQRTUWXY';

function digits(n: number, length: number): string {
  return String(n).padStart(length, '0');
}

function birthDate(person: number): string {
  return BIRTH_DATES[person % BIRTH_DATES.length] as string;
}

/** The resident ID of a person; as a foreign permanent resident ID it is valid too, since it begins with 9. */
export function residentIdOf(person: number): string {
  const sequence = digits(Math.floor(person / BIRTH_DATES.length) + 1, 3);
  const number = `999999${birthDate(person)}${sequence}`;
  return number + citizenCheckCharacter(number);
}

/** The 15-character card that a foreigner had before December 2023; not every person has one of their own. */
export function oldForeignCardOf(person: number): string {
  const number = `UTO${digits(person % 10_000, 4)}${birthDate(person).slice(2)}0`;
  return number + icaoCheckDigit(number);
}

/** The n-th passport of a person, n from 0 to 9. */
export function passportOf(person: number, n: number): string {
  return `U${digits(person, 8)}${n}`;
}

/** The unified social credit code of an organization, numbered from 0 to 99,999,999. */
export function organizationCodeOf(organization: number): string {
  const code = `91999999M${digits(organization, 8)}`;
  let sum = 0;
  let weight = 1;
  for (const character of code) {
    sum += ORGANIZATION_ALPHABET.indexOf(character) * weight;
    weight = (weight * 3) % 31;
  }
  return code + ORGANIZATION_ALPHABET.charAt((31 - (sum % 31)) % 31);
}
