import { parseArgs } from 'node:util';
import { PRICES, type PriceName, type Prices } from './prices.ts';
import { USAGE, type Usage, type UsageName } from './usage.ts';

export interface Parameters {
  readonly prices: Prices;
  readonly usage: Usage;
  readonly help: boolean;
  /** Three sizes of a deployment instead of the filter beside its absence; quantities are theirs, prices as given. */
  readonly sizes: boolean;
}

const DEFAULTS: Readonly<Record<PriceName | UsageName, number>> = { ...PRICES, ...USAGE };

/**
 * Reads `--checks-per-day 1000` and the like: every price and every quantity by its own name.
 *
 * @throws TypeError for an option that there is not, RangeError for a value that is no number from 0
 */
export function readParameters(args: readonly string[]): Parameters {
  const names = Object.keys(DEFAULTS) as (PriceName | UsageName)[];
  const { values } = parseArgs({
    args: [...args],
    options: {
      help: { type: 'boolean', default: false },
      sizes: { type: 'boolean', default: false },
      ...Object.fromEntries(names.map((name) => [optionOf(name), { type: 'string' as const }])),
    },
  });
  const given = values as Readonly<Record<string, string | boolean | undefined>>;
  const numbers = { ...DEFAULTS };
  for (const name of names) {
    const text = given[optionOf(name)];
    if (text !== undefined) numbers[name] = numberOf(optionOf(name), String(text));
  }
  return { prices: numbers, usage: numbers, help: given.help === true, sizes: given.sizes === true };
}

/** One line for each option, with its default. */
export function helpText(): string {
  const lines = Object.entries(DEFAULTS).map(([name, value]) => `  --${optionOf(name).padEnd(36)} ${value}`);
  return [
    'What a month costs, by stated prices and quantities; --sizes: of three deployments. Options and their defaults:',
    '',
    ...lines,
  ].join('\n');
}

function optionOf(name: string): string {
  return name.replace(/[A-Z]/g, (part) => `-${part.toLowerCase()}`);
}

function numberOf(option: string, text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !Number.isFinite(value) || value < 0) {
    throw new RangeError(`--${option} has to be a number from 0`);
  }
  return value;
}
