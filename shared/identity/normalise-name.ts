/** The dots that stand between the parts of a transliterated name, and the full stop that people type instead. */
const MIDDLE_DOTS = /[.\u00B7\u2022\u2027\u2219\u22C5\u2E31\u30FB]/g;

/** Zero-width characters and variation selectors: two names that look alike must not differ. */
const INVISIBLE = /\p{Default_Ignorable_Code_Point}/gu;

const SPACES = /\s+/gu;
const SPACE_BETWEEN_HAN = /(?<=\p{Script=Han}) (?=\p{Script=Han})/gu;

/** Marks that come together when a dot between them goes can change places; one round settles every real name. */
const MAX_ROUNDS = 8;

/**
 * Reduces the spellings of a name to one: compatibility forms (NFKC), case, spaces, middle dots. Lenient, because a
 * name only ever softens an answer: a mismatch asks the operator to look again and never denies.
 */
export function normaliseName(name: string): string {
  let settled = name;
  for (let round = 0; round < MAX_ROUNDS; round += 1) {
    const next = normaliseOnce(settled);
    if (next === settled) break;
    settled = next;
  }
  return settled;
}

function normaliseOnce(name: string): string {
  return name
    .normalize('NFKC')
    .replace(INVISIBLE, '')
    .replace(MIDDLE_DOTS, '')
    .replace(SPACES, ' ')
    .trim()
    .replace(SPACE_BETWEEN_HAN, '')
    .toUpperCase()
    .normalize('NFKC');
}
