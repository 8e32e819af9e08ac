import { changeCost, gbSeconds, monthlyCost, tableBytes, unitPrices } from './monthly-cost.ts';
import type { Prices } from './prices.ts';
import type { Usage } from './usage.ts';

const MILLION = 1e6;
const GB = 1e9;
const SECONDS_PER_DAY = 86_400;
const MINUTES_PER_DAY = 1_440;
const AUTHORIZER_MB = 1_769;
const INQUIRY_MB = 1_024;
const CANARY_MB = 256;
/** The canary imposes and releases. */
const CHANGES_PER_CANARY_RUN = 2;

/** What is paid for, how it is computed, with its prices, and US dollars a month. */
export interface CostRow {
  readonly part: string;
  readonly formula: (prices: Prices) => string;
  readonly usd: (usage: Usage, prices: Prices) => number;
}

/** Every part of a deployment that has a price, in the sequence of the table. */
export const COST_ROWS: readonly CostRow[] = [
  {
    part: 'HTTP API',
    formula: (p) => `requests × $${p.httpApiPerMillion} a million, $${p.httpApiBeyondPerMillion} beyond 300`,
    usd: (u, p) => withFilter(u, p).gateway,
  },
  {
    part: 'authorizer',
    formula: (p) =>
      `tokens in use × 1,440 a day at most × (3 ms × 1.7 GB × $${p.lambdaPerGbSecond} + $${p.lambdaPerMillionRequests} a million)`,
    usd: (u, p) => {
      const calls = Math.min(requests(u), u.tokensInUse * MINUTES_PER_DAY * u.daysPerMonth);
      return calls * invocation(u.authorizerMs / 1_000, AUTHORIZER_MB, p);
    },
  },
  {
    part: 'checks: Lambda, requests',
    formula: (p) => `requests × $${p.lambdaPerMillionRequests} a million`,
    usd: (u, p) => withFilter(u, p).lambdaRequests,
  },
  {
    part: 'checks: Lambda, time',
    formula: (p) => `requests × whole ms × 1.7 GB × $${p.lambdaPerGbSecond} a GB-second`,
    usd: (u, p) => withFilter(u, p).lambdaCompute,
  },
  {
    part: 'containers that wait',
    formula: (p) => `GB of \`infra/stages.ts\` × seconds × $${p.lambdaWaitingPerGbSecond}`,
    usd: (u, p) => u.waitingGb * SECONDS_PER_DAY * u.daysPerMonth * p.lambdaWaitingPerGbSecond,
  },
  {
    part: 'lookups and denials',
    formula: (p) =>
      `false positives × 1 read; denials × (3 reads + 4 writes); $${p.dynamoDbPerMillionReadUnits} and $${p.dynamoDbPerMillionWriteUnits} a million`,
    usd: (u, p) => withFilter(u, p).lookups + withFilter(u, p).denials,
  },
  {
    part: 'followers of the change log',
    formula: () => 'containers × 1 read a second; a snapshot each when one is published',
    usd: (u, p) => withFilter(u, p).following,
  },
  {
    part: 'snapshots',
    formula: () => 'snapshots × (whole table ÷ 4 KiB reads + the builder’s time + a file)',
    usd: (u, p) => withFilter(u, p).snapshots,
  },
  {
    part: 'changes of courts',
    formula: () =>
      'changes × (6 reads + 16 writes + 4 messages + 0.05 GB-s + 3 writes for a key; half of them 8 writes of retention)',
    usd: (u, p) => changes(u.listChangesPerDay, u, p),
  },
  {
    part: 'canary',
    formula: () => '1,440 runs a day × (8 s × 0.25 GB + 2 changes + 12 checks)',
    usd: (u, p) => {
      const runs = u.canaryRunsPerDay * u.daysPerMonth;
      const checks = (runs * u.canaryChecks * (p.httpApiPerMillion + p.lambdaPerMillionRequests)) / MILLION;
      const time = runs * invocation(u.canarySeconds, CANARY_MB, p);
      return time + checks + changes(u.canaryRunsPerDay * CHANGES_PER_CANARY_RUN, u, p);
    },
  },
  {
    part: 'counters of clients’ limits',
    formula: (p) =>
      `distinct pairs of client and container each second × 1 write × $${p.dynamoDbPerMillionWriteUnits} a million`,
    usd: (u, p) => counterWrites(u) * unitPrices(p).writeUnit,
  },
  {
    part: 'inquiries: REST API, functions, firewall',
    formula: (p) =>
      `public requests × ($${p.restApiPerMillion} + $${p.wafPerMillionRequests} a million); inquiries × (0.55 s × 1 GB + 6 reads + 5 writes); $${p.wafPerAclMonth} + 4 rules × $${p.wafPerRuleMonth}`,
    usd: (u, p) => publicCost(u, p),
  },
  {
    part: 'tokens: Cognito',
    formula: (p) =>
      `clients × $${p.cognitoPerClientMonth}; (clients × 48 + canary 1,440) a day × $${p.cognitoPerThousandTokens} a thousand`,
    usd: (u, p) => {
      const tokens = (u.clients * u.tokensPerClientPerDay + u.canaryRunsPerDay) * u.daysPerMonth;
      return u.clients * p.cognitoPerClientMonth + (tokens / 1_000) * p.cognitoPerThousandTokens;
    },
  },
  {
    part: 'schedules and empty queues',
    formula: (p) =>
      `GB-seconds of clocks, sweeps, checkpoints; 64,800 receives a day × $${p.sqsPerMillionRequests} a million`,
    usd: (u, p) =>
      u.daysPerMonth *
      (u.scheduledGbSecondsPerDay * p.lambdaPerGbSecond +
        (u.emptyReceivesPerDay * p.sqsPerMillionRequests) / MILLION),
  },
  {
    part: 'logs: gateway',
    formula: (p) => `requests × 300 bytes × $${p.logsPerGb} a GB`,
    usd: (u, p) => ((requests(u) * u.accessLogBytes) / GB) * p.logsPerGb,
  },
  {
    part: 'logs: START, END and REPORT of Lambda',
    formula: (p) => `requests × 450 bytes × $${p.logsPerGb} a GB`,
    usd: (u, p) => ((requests(u) * u.lambdaLogBytes) / GB) * p.logsPerGb,
  },
  {
    part: 'logs: metrics',
    formula: (p) => `busy containers’ seconds × 700 bytes × $${p.logsPerGb} a GB`,
    usd: (u, p) => {
      const lines = Math.min(requests(u), u.containers * SECONDS_PER_DAY * u.daysPerMonth);
      return ((lines * u.metricLogBytes) / GB) * p.logsPerGb;
    },
  },
  {
    part: 'metrics, alarms, dashboards',
    formula: (p) => `80 × $${p.metricPerMonth} + 83 × $${p.alarmPerMonth} + 3 × $${p.dashboardPerMonth}`,
    usd: (u, p) =>
      u.metrics * p.metricPerMonth + u.alarms * p.alarmPerMonth + u.dashboards * p.dashboardPerMonth,
  },
  {
    part: 'traces: X-Ray',
    formula: (p) => `(1 a second + 5 % of requests) × $${p.xrayPerMillionTraces} a million`,
    usd: (u, p) => (tracesOf(u) * p.xrayPerMillionTraces) / MILLION,
  },
  {
    part: 'keys and secrets',
    formula: (p) =>
      `4 × $${p.kmsPerKeyMonth} + 5 × $${p.secretPerMonth}; containers × 864 requests a day × $${p.kmsPerMillionRequests} a million`,
    usd: (u, p) => {
      const calls = u.containers * u.keyRequestsPerContainerPerDay * u.daysPerMonth;
      return (
        u.keys * p.kmsPerKeyMonth + u.secrets * p.secretPerMonth + (calls * p.kmsPerMillionRequests) / MILLION
      );
    },
  },
  {
    part: 'storage, with point-in-time recovery',
    formula: (p) =>
      `table × $${p.dynamoDbPerGbMonth} + $${p.dynamoDbRecoveryPerGbMonth} a GB; 14 days of snapshots × $${p.s3PerGbMonth} a GB`,
    usd: (u, p) => {
      const files = u.pointers * u.snapshotBytesPerKey * u.snapshotsPerDay * u.snapshotDaysKept;
      return (
        (tableBytes(u) / GB) * (p.dynamoDbPerGbMonth + p.dynamoDbRecoveryPerGbMonth) +
        (files / GB) * p.s3PerGbMonth
      );
    },
  },
  {
    part: 'transfer to the internet',
    formula: (p) => `requests × 700 bytes × $${p.transferOutPerGb} a GB`,
    usd: (u, p) => ((requests(u) * u.answerBytes) / GB) * p.transferOutPerGb,
  },
];

/** US dollars a month for all of it. */
export function deploymentCost(usage: Usage, prices: Prices): number {
  return COST_ROWS.reduce((sum, { usd }) => sum + usd(usage, prices), 0);
}

/**
 * Writes of clients' counters. A container adds what passed to the counter of a client at most once a second, so what
 * counts is how many pairs of client and container see a request in a second, when requests fall on them evenly.
 */
export function counterWrites(usage: Usage): number {
  const seconds = usage.daysPerMonth * SECONDS_PER_DAY;
  const pairs = usage.clients * usage.containers;
  const asked = requests(usage) / seconds / pairs;
  return seconds * pairs * (1 - Math.exp(-asked));
}

/** Requests of checks in a month. */
export function requests(usage: Usage): number {
  return (usage.checksPerDay * usage.daysPerMonth) / usage.subjectsPerRequest;
}

/** Lambda's own sampling; no more than one trace for each request. */
function tracesOf(usage: Usage): number {
  const all = requests(usage);
  const oneASecond = Math.min(all, usage.daysPerMonth * SECONDS_PER_DAY);
  return oneASecond + (all - oneASecond) * usage.tracedShare;
}

function changes(perDay: number, usage: Usage, prices: Prices): number {
  const { writeUnit } = unitPrices(prices);
  const keyed = (usage.idempotencyWriteUnits / usage.changesPerRequest) * writeUnit;
  const ends = usage.endedShare * usage.retentionWriteUnits * writeUnit;
  return perDay * usage.daysPerMonth * (changeCost(usage, prices) + keyed + ends);
}

function publicCost(usage: Usage, prices: Prices): number {
  const { readUnit, writeUnit } = unitPrices(prices);
  const inquiries = usage.inquiriesPerDay * usage.daysPerMonth;
  const all = inquiries + usage.publicRequestsPerDay * usage.daysPerMonth;
  const each =
    invocation(usage.inquiryMs / 1_000, INQUIRY_MB, prices) +
    usage.inquiryReadUnits * readUnit +
    usage.inquiryWriteUnits * writeUnit;
  return (
    (all * (prices.restApiPerMillion + prices.wafPerMillionRequests)) / MILLION +
    inquiries * each +
    prices.wafPerAclMonth +
    usage.firewallRules * prices.wafPerRuleMonth
  );
}

function invocation(seconds: number, memoryMb: number, prices: Prices): number {
  return (
    gbSeconds(1, seconds, memoryMb) * prices.lambdaPerGbSecond + prices.lambdaPerMillionRequests / MILLION
  );
}

function withFilter(usage: Usage, prices: Prices) {
  return monthlyCost(usage, prices, true);
}
