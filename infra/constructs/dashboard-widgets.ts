import { Duration } from 'aws-cdk-lib';
import { GraphWidget, type IMetric, SingleValueWidget } from 'aws-cdk-lib/aws-cloudwatch';

export const MINUTE = Duration.minutes(1);
export const FIVE_MINUTES = Duration.minutes(5);

const WIDTH = 8;
const HEIGHT = 6;

/** A graph over time; what is compared stands in one graph, a few lines each. */
export function graph(title: string, left: readonly IMetric[], right: readonly IMetric[] = []): GraphWidget {
  return new GraphWidget({ title, left: [...left], right: [...right], width: WIDTH, height: HEIGHT });
}

/** How things stand, as numbers. */
export function numbers(title: string, metrics: readonly IMetric[]): SingleValueWidget {
  return new SingleValueWidget({ title, metrics: [...metrics], width: WIDTH, height: HEIGHT });
}
