import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { COST_ROWS, counterWrites, deploymentCost } from '../../bench/cost/deployment-cost.ts';
import { PRICES, type PriceName, type Prices } from '../../bench/cost/prices.ts';
import { SIZES, waitingGb } from '../../bench/cost/sizes.ts';
import { sizesReport } from '../../bench/cost/sizes-report.ts';
import { USAGE, type Usage } from '../../bench/cost/usage.ts';

const ROOT = join(import.meta.dirname, '../../..');
const FREE: Prices = Object.fromEntries(Object.keys(PRICES).map((name) => [name, 0])) as Prices;
const MONTH: Usage = { ...USAGE, checksPerDay: 1_000_000, daysPerMonth: 30 };

/** What a part costs when one price alone is not nothing. */
function costOf(part: string, price: PriceName, value: number, usage: Usage): number {
  const row = COST_ROWS.find((one) => one.part === part);
  if (!row) throw new Error(`no part ${part}`);
  return row.usd(usage, { ...FREE, [price]: value });
}

function resourcesOf(type: string): number {
  return ['data', 'pipelines', 'api', 'observability']
    .map((stack) => readFileSync(join(ROOT, `test/infra/snapshots/${stack}.template.snap`), 'utf8'))
    .reduce((sum, template) => sum + template.split(`"Type": "${type}"`).length - 1, 0);
}

describe('the cost of a deployment', () => {
  test('adds its parts up', () => {
    const sum = COST_ROWS.reduce((total, { usd }) => total + usd(MONTH, PRICES), 0);
    expect(deploymentCost(MONTH, PRICES)).toBeCloseTo(sum);
    expect(deploymentCost(MONTH, FREE)).toBe(0);
  });

  test.each(Object.keys(PRICES) as PriceName[])('knows what %s is paid for', (name) => {
    const big = { ...SIZES.nation, falsePositiveRate: 0.01 };
    expect(deploymentCost(big, { ...FREE, [name]: 1 })).toBeGreaterThan(0);
  });

  test('counts a write for each request while a client hardly ever meets the same container twice in a second', () => {
    const usage = { ...MONTH, checksPerDay: 864, clients: 1_000, containers: 100 };
    expect(counterWrites(usage) / (864 * 30)).toBeCloseTo(1, 5);
  });

  test('never counts more than a write a second for each client and container', () => {
    const usage = { ...MONTH, checksPerDay: 1e12, clients: 2, containers: 3 };
    expect(counterWrites(usage)).toBeCloseTo(2 * 3 * 86_400 * 30);
  });

  test('asks the authorizer once a minute for each token in use, and no more often than there are requests', () => {
    const cost = (checksPerDay: number) =>
      costOf('authorizer', 'lambdaPerMillionRequests', 1e6, { ...MONTH, checksPerDay, tokensInUse: 2 });
    expect(cost(1_000_000)).toBeCloseTo(2 * 1_440 * 30);
    expect(cost(10)).toBeCloseTo(10 * 30);
  });

  test('traces one request a second and a part of the others', () => {
    const cost = (checksPerDay: number) =>
      costOf('traces: X-Ray', 'xrayPerMillionTraces', 1e6, { ...MONTH, checksPerDay, tracedShare: 0.05 });
    expect(cost(1_000_000)).toBeCloseTo(30 * (86_400 + 0.05 * (1_000_000 - 86_400)));
    expect(cost(100)).toBeCloseTo(30 * 100);
  });

  test('charges waiting containers by their memory and every second', () => {
    const usage = { ...MONTH, waitingGb: 2 };
    expect(costOf('containers that wait', 'lambdaWaitingPerGbSecond', 1, usage)).toBe(2 * 86_400 * 30);
  });

  test('charges tokens of clients and of the canary, which asks for one each run', () => {
    const usage = { ...MONTH, clients: 3, tokensPerClientPerDay: 24, canaryRunsPerDay: 1_440 };
    expect(costOf('tokens: Cognito', 'cognitoPerThousandTokens', 1_000, usage)).toBeCloseTo(
      (72 + 1_440) * 30,
    );
    expect(costOf('tokens: Cognito', 'cognitoPerClientMonth', 6, usage)).toBe(18);
  });

  test('charges the firewall by rules and every public request', () => {
    const usage = { ...MONTH, inquiriesPerDay: 10, publicRequestsPerDay: 90, firewallRules: 4 };
    const part = 'inquiries: REST API, functions, firewall';
    expect(costOf(part, 'wafPerRuleMonth', 1, usage)).toBe(4);
    expect(costOf(part, 'wafPerMillionRequests', 1e6, usage)).toBeCloseTo(3_000);
  });

  test('spreads the key of a request over its changes, and writes more for those that end an order', () => {
    const usage = {
      ...MONTH,
      listChangesPerDay: 1,
      changeWriteUnits: 10,
      idempotencyWriteUnits: 3,
      changesPerRequest: 3,
      endedShare: 0.5,
      retentionWriteUnits: 8,
    };
    const cost = costOf('changes of courts', 'dynamoDbPerMillionWriteUnits', 1e6, usage);
    expect(cost).toBeCloseTo(30 * (10 + 1 + 4));
  });
});

describe('the quantities', () => {
  test('are those of the templates', () => {
    expect(USAGE.keys).toBe(resourcesOf('AWS::KMS::Key'));
    expect(USAGE.secrets).toBe(resourcesOf('AWS::SecretsManager::Secret'));
    expect(USAGE.alarms).toBe(resourcesOf('AWS::CloudWatch::Alarm'));
    expect(USAGE.dashboards).toBe(resourcesOf('AWS::CloudWatch::Dashboard'));
  });

  test('count the memory that the settings of production keep waiting', () => {
    expect(waitingGb()).toBeCloseTo((25 * 1_769 + 2 * 512) / 1_024);
  });
});

describe('the documents say what the model says:', () => {
  test('infra/costs.md at three sizes', () => {
    const document = readFileSync(join(ROOT, 'infra/costs.md'), 'utf8');
    expect(document.includes(sizesReport(PRICES)), 'npm run -s cost -- --sizes').toBe(true);
  });

  test('the README of the benchmarks with and without a filter', () => {
    const document = readFileSync(join(ROOT, 'test/bench/README.md'), 'utf8');
    const printed = execFileSync(process.execPath, ['test/bench/cost-model.ts'], {
      cwd: ROOT,
      encoding: 'utf8',
    });
    const [, , , ...lines] = printed.trimEnd().split('\n');
    expect(document.includes(lines.join('\n')), 'npm run -s cost').toBe(true);
  });
});
