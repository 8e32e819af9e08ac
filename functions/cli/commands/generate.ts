import { UsageError } from '../errors.ts';
import { EXIT } from '../exit-codes.ts';
import { FORMATS } from '../input/format.ts';
import { headerOf, lineOf } from '../input/write-order.ts';
import type { Command } from '../io.ts';
import { oneOf, readOptions, wholeNumber } from '../options.ts';
import { MAX_ORDERS, MAX_SEED, syntheticOrder } from '../synthetic/orders.ts';
import { writeOut } from '../write-out.ts';

const OPTIONS = {
  orders: { type: 'string' },
  seed: { type: 'string' },
  format: { type: 'string' },
} as const;

/** Characters that are written at a time. */
const PART_LENGTH = 262_144;

/** Writes synthetic orders to standard output: the same seed gives the same orders. */
export const generateCommand: Command = {
  summary: 'write synthetic orders of people who do not exist',
  help: `Usage: npm run -s cli -- generate --orders N [--seed S] [--format jsonl|csv]

Writes N synthetic orders to standard output, one a line, that pass the gates: documents of the unallocated area 999999
and of Utopia (UTO) with valid check digits, several for some, mixed items, periods, grants, organizations and officers.

  --orders N           0 to ${MAX_ORDERS}
  --seed S             0 to ${MAX_SEED} (1); the same seed gives the same orders
  --format jsonl|csv   (jsonl)
`,
  async run(args, { stdout, interruption }) {
    const { values, positionals } = readOptions(args, OPTIONS);
    if (positionals.length > 0) throw new UsageError('generate takes options only.');
    if (values.orders === undefined) throw new UsageError('Say how many with --orders.');
    const orders = wholeNumber('--orders', values.orders, 0, MAX_ORDERS);
    const seed = wholeNumber('--seed', values.seed ?? '1', 0, MAX_SEED);
    const format = oneOf('--format', values.format ?? 'jsonl', FORMATS);

    let part = headerOf(format);
    for (let n = 0; n < orders; n += 1) {
      part += lineOf(syntheticOrder(n, seed), format);
      if (part.length < PART_LENGTH) continue;
      await writeOut(stdout, part);
      part = '';
      if (interruption.aborted) return EXIT.unfinished;
    }
    await writeOut(stdout, part);
    return EXIT.done;
  },
};
