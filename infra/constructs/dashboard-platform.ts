import type { IMetric, IWidget } from 'aws-cdk-lib/aws-cloudwatch';
import { firewallBlocks, type GatewayCounts, tableThrottles } from './alarm-platform.ts';
import { FIVE_MINUTES, graph, MINUTE } from './dashboard-widgets.ts';
import type { ServiceFunction } from './service-function.ts';

export interface Platform {
  readonly functions: readonly ServiceFunction[];
  readonly gateways: Readonly<Record<string, GatewayCounts>>;
  readonly tableName: string;
}

/** What the service runs on: functions, gateways, the table, the firewall. */
export function platformWidgets({ functions, gateways, tableName }: Platform): readonly IWidget[][] {
  const ofEach = (metric: (fn: ServiceFunction, label: string) => IMetric): readonly IMetric[] =>
    functions.map((fn) => metric(fn, fn.node.path));
  const counts = Object.entries(gateways);
  return [
    [
      graph(
        'Functions: failed invocations',
        ofEach((fn, label) => fn.metricErrors({ period: FIVE_MINUTES, statistic: 'Sum', label })),
      ),
      graph(
        'Functions: turned away',
        ofEach((fn, label) => fn.metricThrottles({ period: FIVE_MINUTES, statistic: 'Sum', label })),
      ),
      graph(
        'Functions: p99 of an invocation, ms',
        ofEach((fn, label) => fn.metricDuration({ period: MINUTE, statistic: 'p99', label })),
      ),
    ],
    [
      graph(
        'Gateways: requests',
        counts.map(([name, { requests }]) => requests.with({ label: name })),
      ),
      graph(
        'Gateways: refusals and faults',
        counts.flatMap(([name, { refusals, faults }]) => [
          refusals.with({ label: `${name} 4xx` }),
          faults.with({ label: `${name} 5xx` }),
        ]),
      ),
      graph('DynamoDB and firewall: turned away', [
        tableThrottles(tableName),
        firewallBlocks().with({ label: 'blocked by the firewall' }),
      ]),
    ],
  ];
}
