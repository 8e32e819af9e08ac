/** Municipalities: their several intermediate courts divide the basic ones between them, which no code tells. */
const MUNICIPALITIES = '京津沪渝';

/** Basic courts of counties that a province administers itself; their intermediate court has a number of its own. */
const ADMINISTERED_DIRECTLY = '90';

/**
 * The court that supervises another, as far as codes tell: a basic court's intermediate court has its first two digits,
 * an intermediate court's high court its province character, and above the high courts is the Supreme People's Court.
 * Where the code of a basic court does not tell its intermediate court, its high court is named, which is above both.
 *
 * @returns `undefined` above the Supreme People's Court
 * @see the SPC's code for case numbers (Fa [2015] 137), from which this is derived
 */
export function courtAbove(courtCode: string): string | undefined {
  if (courtCode === '最高法') return undefined;
  const province = courtCode.slice(0, 1);
  const number = courtCode.slice(1);
  if (number.length === 0) return '最高法';
  if (number.length === 2) return province;
  if (MUNICIPALITIES.includes(province) || number.startsWith(ADMINISTERED_DIRECTLY)) return province;
  return province + number.slice(0, 2);
}
