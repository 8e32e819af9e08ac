import { normaliseCode } from '../codes.ts';

/**
 * What a train number tells: `g` high speed, `emu` another electric multiple unit (D, C), `locomotive` hauled (Z, T, K
 * and bare numbers), `either` (Y, L, S and P trains run as both; the operator says which).
 */
export type TrainClass = 'g' | 'emu' | 'locomotive' | 'either';

const SINGLE = /^[GDCZTKYLSP]?\d{1,4}$/;
const BARE = /^\d/;

/** A train changes its number at most a few times on its way; more parts than this are a mistake. */
const MAX_PARTS = 4;

/** Z, T, K and bare numbers are not here: whatever no letter says otherwise of is hauled by a locomotive. */
const CLASS_BY_LETTER: ReadonlyMap<string, TrainClass> = new Map([
  ['G', 'g'],
  ['D', 'emu'],
  ['C', 'emu'],
  ['Y', 'either'],
  ['L', 'either'],
  ['S', 'either'],
  ['P', 'either'],
]);

/** The one-part answers, made once: nearly every train has one number. */
const SINGLE_CLASSES: Readonly<Record<TrainClass, readonly TrainClass[]>> = {
  g: ['g'],
  emu: ['emu'],
  locomotive: ['locomotive'],
  either: ['either'],
};

/**
 * Reads a train number, or several joined by `/` where the train changes its number on the way (`G1/G4`).
 * A later part without a letter is the short form of the part before it: in `K1275/4` the `4` is a K number too.
 *
 * @param train as the operator writes it; case, width and white space do not matter
 * @returns the class of each part, or `undefined` if it is no train number
 */
export function trainClasses(train: string): readonly TrainClass[] | undefined {
  if (SINGLE.test(train)) return SINGLE_CLASSES[classOf(train)];
  const parts = normaliseCode(train).split('/');
  if (parts.length > MAX_PARTS) return undefined;
  const classes: TrainClass[] = [];
  for (const part of parts) {
    if (!SINGLE.test(part)) return undefined;
    const inherited = BARE.test(part) ? classes.at(-1) : undefined;
    classes.push(inherited ?? classOf(part));
  }
  return classes;
}

function classOf(singleNumber: string): TrainClass {
  return CLASS_BY_LETTER.get(singleNumber.charAt(0)) ?? 'locomotive';
}
