import { number } from '../table.ts';
import { COST_ROWS, deploymentCost } from './deployment-cost.ts';
import { PRICES_ARE_OF, type Prices } from './prices.ts';
import { SIZES } from './sizes.ts';

/** What a month costs at three sizes, as a table in Markdown; `infra/costs.md` holds it. */
export function sizesReport(prices: Prices): string {
  const sizes = Object.entries(SIZES);
  const heads = sizes.map(([name]) => name);
  const facts = (what: string, of: (usage: (typeof SIZES)['city']) => number) =>
    row([what, '', ...sizes.map(([, usage]) => number(of(usage)))]);
  return [
    `US dollars a month, in ${PRICES_ARE_OF.region}, at prices of ${PRICES_ARE_OF.month}.`,
    '',
    row(['', 'how', ...heads]),
    row(['---', '---', ...heads.map(() => '---:')]),
    facts('*checks a day*', (usage) => usage.checksPerDay),
    facts('*document keys*', (usage) => usage.pointers),
    facts('*changes a day*', (usage) => usage.listChangesPerDay),
    facts('*clients*', (usage) => usage.clients),
    ...COST_ROWS.map(({ part, formula, usd }) =>
      row([part, formula(prices), ...sizes.map(([, usage]) => dollars(usd(usage, prices)))]),
    ),
    row(['**a month**', '', ...sizes.map(([, usage]) => `**${dollars(deploymentCost(usage, prices))}**`)]),
    row([
      'for a million checks',
      '',
      ...sizes.map(([, usage]) =>
        ((deploymentCost(usage, prices) * 1e6) / (usage.checksPerDay * usage.daysPerMonth)).toFixed(2),
      ),
    ]),
  ].join('\n');
}

function row(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`;
}

function dollars(value: number): string {
  return value > 0 && value < 0.5 ? '< 1' : number(value);
}
