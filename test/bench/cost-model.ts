import { type MonthlyCost, monthlyCost } from './cost/monthly-cost.ts';
import { helpText, readParameters } from './cost/parameters.ts';
import type { Usage } from './cost/usage.ts';
import { number, table } from './table.ts';

/*
 * `node test/bench/cost-model.ts`: what a month of checks costs, with and without the filter, one and several subjects
 * a request, and with fewer snapshots. `--sizes`: a whole deployment at three sizes, for `infra/costs.md`. `--help` names
 * every price and quantity.
 */

const PARTY = 4;

const { prices, usage, help, sizes } = readParameters(process.argv.slice(2));
if (help) console.log(helpText());
else if (sizes) console.log((await import('./cost/sizes-report.ts')).sizesReport(prices));
else console.log(report());

function report(): string {
  const party: Usage = { ...usage, subjectsPerRequest: PARTY };
  const daily = { snapshotsPerDay: 1 };
  const columns: readonly (readonly [string, MonthlyCost])[] = [
    ['no filter', monthlyCost(usage, prices, false)],
    ['filter', monthlyCost(usage, prices, true)],
    ['filter, 1 snapshot a day', monthlyCost({ ...usage, ...daily }, prices, true)],
    [`no filter, ${PARTY} a request`, monthlyCost(party, prices, false)],
    [`filter, ${PARTY} a request, 1 a day`, monthlyCost({ ...party, ...daily }, prices, true)],
  ];
  const lines: readonly (readonly [keyof MonthlyCost, string])[] = [
    ['gateway', 'HTTP API'],
    ['lambdaRequests', 'Lambda, requests'],
    ['lambdaCompute', 'Lambda, GB-seconds'],
    ['lookups', 'DynamoDB, lookups'],
    ['denials', 'DynamoDB, denials'],
    ['following', 'polls and loads of followers'],
    ['snapshots', 'snapshots: scan and builder'],
    ['listChanges', 'list changes'],
    ['storage', 'storage'],
    ['total', 'a month'],
  ];
  return [
    `US dollars a month, ${number(usage.checksPerDay)} checks a day, ${number(usage.snapshotsPerDay)} snapshots a day where not said otherwise.`,
    'Prices of us-east-1 as of December 2025 unless given; check them.',
    '',
    ...table(
      ['', ...columns.map(([name]) => name)],
      [
        ...lines.map(([part, name]) => [name, ...columns.map(([, cost]) => number(cost[part]))]),
        ['for a million checks', ...columns.map(([, cost]) => cost.perMillionChecks.toFixed(3))],
      ],
    ),
  ].join('\n');
}
