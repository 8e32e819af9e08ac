import { Aws, Duration } from 'aws-cdk-lib';
import { MathExpression, Metric } from 'aws-cdk-lib/aws-cloudwatch';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import { ServiceAlarm, type Tell } from './alarm.ts';
import type { AlarmId } from './alarm-table.ts';
import { addFunctionAlarms } from './function-alarms.ts';
import type { ServiceFunction } from './service-function.ts';

const MINUTE = Duration.minutes(1);
const FIVE_MINUTES = Duration.minutes(5);

/** One lane: a queue and where its failures go. */
export interface Watched {
  readonly queue: Queue;
  readonly deadLetters: Queue;
}

/** As the API stack calls it. */
const AUTHORIZER = 'Authorizer';

/** Each has one container, and alarms of its own for when nothing comes of it. */
const TAKE_TURNS = ['/FilterBuilder', '/Canary/Function'];

/** Requests in five minutes below which a rate says nothing. */
const ENOUGH_REQUESTS = 100;
const MOST_FAULTS_PERCENT = 1;
const MOST_REFUSALS_PERCENT = 50;
/** Twenty times what one address may ask in five minutes. */
const MANY_BLOCKS = 10_000;

export function addQueueAlarms(
  scope: Construct,
  { releases, impositions, notices }: Readonly<Record<'releases' | 'impositions' | 'notices', Watched>>,
  tell: Tell,
): void {
  const waiting = (id: string, alarm: AlarmId, { queue }: Watched, longest: Duration) =>
    new ServiceAlarm(scope, id, {
      alarm,
      tell,
      metric: queue.metricApproximateAgeOfOldestMessage({ period: MINUTE, statistic: 'Maximum' }),
      threshold: longest.toSeconds(),
    });
  waiting('ReleasesWaiting', 'releases-waiting', releases, Duration.seconds(5));
  waiting('ImpositionsWaiting', 'impositions-waiting', impositions, Duration.minutes(10));
  waiting('NoticesWaiting', 'notices-waiting', notices, Duration.minutes(30));
  const dead = (id: string, alarm: AlarmId, { deadLetters }: Watched) =>
    new ServiceAlarm(scope, id, {
      alarm,
      tell,
      metric: deadLetters.metricApproximateNumberOfMessagesVisible({ period: MINUTE, statistic: 'Maximum' }),
      threshold: 0,
    });
  dead('DeadReleases', 'dead-releases', releases);
  dead('DeadImpositions', 'dead-impositions', impositions);
  dead('DeadNotices', 'dead-notices', notices);
}

/** Every function has the same two; the authorizer's errors shut everybody out, so it has one of its own besides. */
export function addAllFunctionAlarms(
  scope: Construct,
  functions: readonly ServiceFunction[],
  tell: Tell,
): void {
  for (const fn of functions) {
    const { path } = fn.node;
    const takesTurns = TAKE_TURNS.some((one) => path.endsWith(one));
    addFunctionAlarms(scope, path.replaceAll('/', '-'), { fn, tell, takesTurns });
    if (fn.node.id !== AUTHORIZER) continue;
    new ServiceAlarm(scope, 'AuthorizerErrors', {
      alarm: 'authorizer-errors',
      tell,
      metric: fn.metricErrors({ period: MINUTE, statistic: 'Sum' }),
      threshold: 0,
      periods: 3,
      badPeriods: 2,
    });
  }
}

/** What a gateway counts, each as a sum over five minutes. */
export interface GatewayCounts {
  readonly requests: Metric;
  readonly refusals: Metric;
  readonly faults: Metric;
}

export function addGatewayAlarms(
  scope: Construct,
  id: string,
  { requests, refusals, faults }: GatewayCounts,
  tell: Tell,
): void {
  const percent = (part: Metric, label: string) =>
    new MathExpression({
      expression: `IF(all >= ${ENOUGH_REQUESTS}, 100 * FILL(part, 0) / all, 0)`,
      usingMetrics: { part, all: requests },
      period: FIVE_MINUTES,
      label,
    });
  new ServiceAlarm(scope, `${id}Faults`, {
    alarm: 'gateway-faults',
    tell,
    metric: percent(faults, '5xx, %'),
    threshold: MOST_FAULTS_PERCENT,
  });
  new ServiceAlarm(scope, `${id}Refusals`, {
    alarm: 'gateway-refusals',
    tell,
    metric: percent(refusals, '4xx, %'),
    threshold: MOST_REFUSALS_PERCENT,
    periods: 3,
  });
}

export function addTableAlarm(scope: Construct, tableName: string, tell: Tell): void {
  new ServiceAlarm(scope, 'TableThrottled', {
    alarm: 'table-throttled',
    tell,
    metric: tableThrottles(tableName),
    threshold: 0,
    periods: 5,
    badPeriods: 3,
  });
}

/** Requests that DynamoDB turned away in a minute. */
export function tableThrottles(tableName: string): MathExpression {
  const events = (metricName: string) =>
    new Metric({
      namespace: 'AWS/DynamoDB',
      metricName,
      dimensionsMap: { TableName: tableName },
      statistic: 'Sum',
      period: MINUTE,
    });
  return new MathExpression({
    expression: 'FILL(reads, 0) + FILL(writes, 0)',
    usingMetrics: { reads: events('ReadThrottleEvents'), writes: events('WriteThrottleEvents') },
    period: MINUTE,
    label: 'throttled reads and writes',
  });
}

/** As `firewall.ts` names the whole of its rules to CloudWatch. */
export const FIREWALL_METRIC_NAME = 'Public';

export function firewallBlocks(): Metric {
  return new Metric({
    namespace: 'AWS/WAFV2',
    metricName: 'BlockedRequests',
    dimensionsMap: { WebACL: FIREWALL_METRIC_NAME, Region: Aws.REGION, Rule: 'ALL' },
    statistic: 'Sum',
    period: FIVE_MINUTES,
  });
}

export function addFirewallAlarm(scope: Construct, tell: Tell): void {
  new ServiceAlarm(scope, 'FirewallBlocks', {
    alarm: 'waf-blocks',
    tell,
    metric: firewallBlocks(),
    threshold: MANY_BLOCKS,
    periods: 2,
  });
}
