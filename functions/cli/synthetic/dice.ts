/** Chance that a seed decides. Of no use for secrets. */
export interface Dice {
  /** A whole number from 0 to below `sides`. */
  below(sides: number): number;
  /** True in so many of a hundred cases. */
  percent(chance: number): boolean;
  /** One of them. */
  pick<T>(choices: readonly T[]): T;
}

/**
 * Dice of their own for each number of a sequence, so that an order depends on the seed and its number and not on how many
 * came before it. The generator is SplitMix32; its start mixes both numbers, so that neighbours have nothing in common.
 */
export function diceFor(seed: number, number: number): Dice {
  let state = mix(mix(seed) ^ mix(number + 0x9e3779b9));
  const next = (): number => {
    state = (state + 0x9e3779b9) | 0;
    return mix(state) >>> 0;
  };
  const below = (sides: number): number => Math.floor((next() / 4_294_967_296) * sides);
  return {
    below,
    percent: (chance) => below(100) < chance,
    pick<T>(choices: readonly T[]): T {
      return choices[below(choices.length)] as T;
    },
  };
}

/** The finaliser of MurmurHash3: a bijection of 32 bits in which every bit decides every other. */
function mix(bits: number): number {
  let x = bits | 0;
  x = Math.imul(x ^ (x >>> 16), 0x85ebca6b);
  x = Math.imul(x ^ (x >>> 13), 0xc2b2ae35);
  return x ^ (x >>> 16);
}
