import { SUBJECT_ROLES } from '../../../shared/contracts/roles.ts';
import type { Dice } from './dice.ts';
import { oldForeignCardOf, organizationCodeOf, passportOf, residentIdOf } from './documents.ts';

const SYLLABLES = [...'甲乙丙丁戊己庚辛壬癸'];
const OFFICER_ROLES = SUBJECT_ROLES.filter((role) => role !== 'debtor');

/** Kind, name and documents of the person or organization of this number. Nobody is called 示例 (example). */
export function subjectOf(number: number, isOrganization: boolean, dice: Dice): object {
  const name = `示例${dice.pick(SYLLABLES)}${dice.pick(SYLLABLES)}`;
  if (isOrganization) {
    const documents = [{ type: 'unified-social-credit-code', number: organizationCodeOf(number) }];
    return { kind: 'organization', name: `${name}有限公司`, documents };
  }
  return { kind: 'person', name, documents: dice.percent(3) ? foreigner(number) : citizen(number, dice) };
}

/** In three cases of ten with passports: a renewal has a new number, and the order lists them all. */
function citizen(person: number, dice: Dice): readonly object[] {
  const passports = dice.percent(30) ? 1 + dice.below(3) : 0;
  return [
    { type: 'resident-id', number: residentIdOf(person) },
    ...Array.from({ length: passports }, (_, n) => passport(person, n)),
  ];
}

/** With the card of today, the one before it, and a passport. */
function foreigner(person: number): readonly object[] {
  return [
    { type: 'foreign-permanent-resident-id', number: residentIdOf(person) },
    { type: 'foreign-permanent-resident-id', number: oldForeignCardOf(person) },
    passport(person, 0),
  ];
}

function passport(person: number, n: number): object {
  return { type: 'passport', issuer: 'UTO', number: passportOf(person, n) };
}

export function officerRole(dice: Dice): string {
  return dice.pick(OFFICER_ROLES);
}
