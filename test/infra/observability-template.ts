import { Template } from 'aws-cdk-lib/assertions';
import { createStage } from '../../infra/stacks/create-stacks.ts';
import { STAGES, type StageName } from '../../infra/stages.ts';
import { type Resource, type Resources, testApp } from './synthesized.ts';

/** The stack that watches a stage, and those that it watches. */
export function observabilityOf(stage: StageName = 'production') {
  const stacks = createStage(testApp(), STAGES[stage]);
  const of = (name: 'observability' | 'pipelines' | 'api' | 'data') =>
    Template.fromStack(stacks[name]).toJSON().Resources as Resources;
  return { own: of('observability'), pipelines: of('pipelines'), api: of('api') };
}

export function alarmsIn(resources: Resources): readonly Resource[] {
  return Object.values(resources).filter(({ Type }) => Type === 'AWS::CloudWatch::Alarm');
}

interface MetricRead {
  readonly namespace: unknown;
  readonly name: string;
  readonly dimensions: readonly string[];
}

/** The metrics that an alarm reads. */
export function metricsOfAlarm({ Properties: alarm }: Resource): readonly MetricRead[] {
  const stats = alarm.Metrics
    ? alarm.Metrics.flatMap((one: { MetricStat?: { Metric: unknown } }) => one.MetricStat?.Metric ?? [])
    : [alarm];
  return stats.map((one: { Namespace: unknown; MetricName: string; Dimensions?: { Name: string }[] }) => ({
    namespace: one.Namespace,
    name: one.MetricName,
    dimensions: (one.Dimensions ?? []).map(({ Name }) => Name),
  }));
}

/** The metrics that all dashboards read. */
export function metricsOfDashboards(resources: Resources): readonly MetricRead[] {
  return Object.values(resources)
    .filter(({ Type }) => Type === 'AWS::CloudWatch::Dashboard')
    .flatMap(({ Properties }) => widgetsOf(Properties.DashboardBody))
    .flatMap(({ properties }) => properties.metrics ?? [])
    .flatMap((line): MetricRead[] => {
      const [namespace, name, ...rest] = line;
      // A line that begins with an object is an expression over other lines.
      if (typeof namespace !== 'string' || typeof name !== 'string') return [];
      const dimensions = rest.filter((part, index) => typeof part === 'string' && index % 2 === 0);
      return [{ namespace, name, dimensions: dimensions as string[] }];
    });
}

interface Widget {
  readonly properties: { readonly metrics?: readonly (readonly unknown[])[] };
}

/** The body is a text with references in it; any text does in their place. */
function widgetsOf(body: unknown): readonly Widget[] {
  const text =
    typeof body === 'string'
      ? body
      : (body as { 'Fn::Join': [string, unknown[]] })['Fn::Join'][1]
          .map((part) => (typeof part === 'string' ? part : 'reference'))
          .join('');
  return (JSON.parse(text) as { widgets: Widget[] }).widgets;
}
