import type { Duration } from 'aws-cdk-lib';
import { MathExpression, Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { FilterPattern, type ILogGroup, MetricFilter } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import type { LogCode } from '../../shared/runtime/log-codes.ts';
import { METRICS_NAMESPACE, type MetricName } from '../../shared/runtime/metric-names.ts';
import type { StageName } from '../stages.ts';

/** Several stages may share an account. */
export function metricsNamespace(stageName: StageName): string {
  return `${METRICS_NAMESPACE}/${stageName}`;
}

/** Name of the metric that counts warnings and errors by their code. */
export const LOG_LINES = 'LogLines';
export const LOG_CODE_DIMENSION = 'code';

export type Statistic = 'Sum' | 'Maximum' | 'Minimum' | 'Average' | 'SampleCount' | 'p50' | 'p99' | 'p99.9';

/** The metrics that the service writes itself, as dashboards and alarms read them. */
export interface ServiceMetrics {
  of(name: MetricName, statistic: Statistic, period: Duration, label?: string): Metric;
  /** How many lines of a code came, as a warning or an error, from all functions. */
  linesOf(code: LogCode, period: Duration): Metric;
  /**
   * How many in a hundred. Nothing, below a number of events in a period, since one of two is no half.
   *
   * @param part and of: metrics that are added up on either side
   */
  percentOf(
    part: readonly MetricName[],
    of: readonly MetricName[],
    least: number,
    period: Duration,
    label: string,
  ): MathExpression;
}

export function serviceMetrics(namespace: string): ServiceMetrics {
  const of: ServiceMetrics['of'] = (metricName, statistic, period, label) =>
    new Metric({ namespace, metricName, statistic, period, ...(label ? { label } : {}) });
  return {
    of,
    linesOf: (code, period) =>
      new Metric({
        namespace,
        metricName: LOG_LINES,
        dimensionsMap: { [LOG_CODE_DIMENSION]: code },
        statistic: 'Sum',
        period,
        label: code,
      }),
    percentOf(part, whole, least, period, label) {
      const names = [...new Set([...part, ...whole])];
      const idOf = (name: MetricName): string => `m${names.indexOf(name)}`;
      // A metric that had nothing to count has no value, which would make the sum have none either.
      const sum = (of: readonly MetricName[]): string =>
        of.map((name) => `FILL(${idOf(name)}, 0)`).join(' + ');
      return new MathExpression({
        expression: `IF((${sum(whole)}) >= ${least}, 100 * (${sum(part)}) / (${sum(whole)}), 0)`,
        usingMetrics: Object.fromEntries(names.map((name) => [idOf(name), of(name, 'Sum', period)])),
        period,
        label,
      });
    },
  };
}

/**
 * Counts the warnings and errors in a function's log by their code. One filter for each log group, whatever codes there
 * will be; the code is one of a list that says nothing about anybody.
 */
export function countLogLines(scope: Construct, id: string, logGroup: ILogGroup, namespace: string): void {
  new MetricFilter(scope, id, {
    logGroup,
    metricNamespace: namespace,
    metricName: LOG_LINES,
    metricValue: '1',
    filterPattern: FilterPattern.literal('{ ($.level = "WARN") || ($.level = "ERROR") }'),
    dimensions: { [LOG_CODE_DIMENSION]: '$.code' },
  });
}
