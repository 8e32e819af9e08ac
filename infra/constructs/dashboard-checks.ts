import type { IWidget } from 'aws-cdk-lib/aws-cloudwatch';
import { MathExpression } from 'aws-cdk-lib/aws-cloudwatch';
import { FIVE_MINUTES, graph, MINUTE } from './dashboard-widgets.ts';
import type { ServiceMetrics } from './service-metrics.ts';

/** What operators get, and what it stands on: rows of widgets. */
export function checkWidgets(metrics: ServiceMetrics): readonly IWidget[][] {
  const { of } = metrics;
  return [
    [
      graph('Checks a minute', [of('Checks', 'Sum', MINUTE, 'checks')]),
      graph('Latency of a check in the function, ms', [
        of('CheckLatency', 'p50', MINUTE),
        of('CheckLatency', 'p99', MINUTE),
        of('CheckLatency', 'p99.9', MINUTE),
        of('CheckLatency', 'Maximum', MINUTE, 'highest'),
      ]),
      graph(
        'Decisions a minute',
        [of('DecisionsAllowed', 'Sum', MINUTE, 'allow')],
        [
          of('DecisionsDenied', 'Sum', MINUTE, 'deny'),
          of('DecisionsVerifyIdentity', 'Sum', MINUTE, 'verify-identity'),
          of('DecisionsUndetermined', 'Sum', MINUTE, 'undetermined'),
        ],
      ),
    ],
    [
      graph('Age of the filter when asked, ms', [of('FilterAge', 'Maximum', MINUTE, 'oldest container')]),
      graph(
        'Size of the filter, keys',
        [of('FilterKeys', 'Maximum', FIVE_MINUTES, 'keys')],
        [of('OverlayEntries', 'Maximum', FIVE_MINUTES, 'log entries beside the snapshot')],
      ),
      graph('Position in the change log', [
        of('FilterSequence', 'Maximum', MINUTE, 'furthest container'),
        of('FilterSequence', 'Minimum', MINUTE, 'least far container'),
        of('SnapshotSequence', 'Minimum', MINUTE, 'oldest snapshot in use'),
      ]),
    ],
    [
      graph('Register reads per million checks', [readsPerMillion(metrics)]),
      graph('Looked up in the register', [
        of('PrefilterPasses', 'Sum', MINUTE, 'subjects that the filter may know'),
        of('UnfilteredChecks', 'Sum', MINUTE, 'checks without a usable filter'),
      ]),
      graph('Scanning, floods, over-used grants', [
        metrics.linesOf('check.scanning-suspected', FIVE_MINUTES),
        metrics.linesOf('inquiry.flood', FIVE_MINUTES),
        metrics.linesOf('grant.over-used', FIVE_MINUTES),
      ]),
    ],
  ];
}

/** What the canary sees from outside. */
export function canaryWidgets({ of }: ServiceMetrics): readonly IWidget[][] {
  return [
    [
      graph('Canary: worst times, ms', [
        of('CanaryInterceptTime', 'Maximum', FIVE_MINUTES, 'imposed to denied'),
        of('CanaryReleaseTime', 'Maximum', FIVE_MINUTES, 'released to allowed'),
      ]),
      graph('Canary: broken promises', [
        of('CanaryInterceptViolations', 'Sum', FIVE_MINUTES, 'allowed too late (I1)'),
        of('CanaryReleaseViolations', 'Sum', FIVE_MINUTES, 'denied too late (I2)'),
      ]),
      graph('Canary: runs', [
        of('CanaryRuns', 'Sum', FIVE_MINUTES, 'came to their end'),
        of('CanaryFailures', 'Sum', FIVE_MINUTES, 'did not'),
      ]),
    ],
  ];
}

function readsPerMillion({ of }: ServiceMetrics): MathExpression {
  return new MathExpression({
    expression: 'IF(checks > 0, 1000000 * FILL(reads, 0) / checks, 0)',
    usingMetrics: {
      reads: of('RegisterReads', 'Sum', FIVE_MINUTES),
      checks: of('Checks', 'Sum', FIVE_MINUTES),
    },
    period: FIVE_MINUTES,
    label: 'reads per million checks',
  });
}
