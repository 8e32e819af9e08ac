import type { IWidget } from 'aws-cdk-lib/aws-cloudwatch';
import type { Watched } from './alarm-platform.ts';
import { FIVE_MINUTES, graph, MINUTE } from './dashboard-widgets.ts';
import type { ServiceMetrics } from './service-metrics.ts';

type Queues = Readonly<Record<'releases' | 'impositions' | 'notices', Watched>>;

/** How changes come in and take effect, and who is told: rows of widgets. */
export function registerWidgets({ of }: ServiceMetrics, queues: Queues): readonly IWidget[][] {
  const lanes = Object.entries(queues);
  return [
    [
      graph('From acceptance to effect, ms', [
        of('ReleaseDelay', 'p50', FIVE_MINUTES, 'ends of orders, p50'),
        of('ReleaseDelay', 'Maximum', FIVE_MINUTES, 'ends of orders, highest'),
        of('ImpositionDelay', 'p50', FIVE_MINUTES, 'other changes, p50'),
        of('ImpositionDelay', 'Maximum', FIVE_MINUTES, 'other changes, highest'),
      ]),
      graph('Changes', [
        of('ChangesAccepted', 'Sum', FIVE_MINUTES, 'accepted'),
        of('ChangesApplied', 'Sum', FIVE_MINUTES, 'applied'),
      ]),
      graph('Changes that did nothing', [
        of('ChangesRefused', 'Sum', FIVE_MINUTES, 'refused at the gates'),
        of('ChangesRejected', 'Sum', FIVE_MINUTES, 'rejected when applied'),
        of('ChangesSuperseded', 'Sum', FIVE_MINUTES, 'superseded'),
        of('ChangesFailed', 'Sum', FIVE_MINUTES, 'failed, and come again'),
      ]),
    ],
    [
      graph(
        'Queues: oldest message, s',
        lanes.map(([label, { queue }]) =>
          queue.metricApproximateAgeOfOldestMessage({ period: MINUTE, statistic: 'Maximum', label }),
        ),
      ),
      graph(
        'Queues: waiting messages',
        lanes.map(([label, { queue }]) =>
          queue.metricApproximateNumberOfMessagesVisible({ period: MINUTE, statistic: 'Maximum', label }),
        ),
      ),
      graph(
        'Dead letters',
        lanes.map(([label, { deadLetters }]) =>
          deadLetters.metricApproximateNumberOfMessagesVisible({
            period: MINUTE,
            statistic: 'Maximum',
            label,
          }),
        ),
      ),
    ],
    [
      graph('Notices', [
        of('NoticesDelivered', 'Sum', FIVE_MINUTES, 'delivered'),
        of('NoticesAcknowledged', 'Sum', FIVE_MINUTES, 'acknowledged'),
        of('NoticeAttemptsFailed', 'Sum', FIVE_MINUTES, 'attempts that failed'),
        of('NoticesParked', 'Sum', FIVE_MINUTES, 'parked'),
      ]),
      graph(
        'Notices overdue',
        [of('NoticesOverdue', 'Maximum', FIVE_MINUTES, 'overdue')],
        [of('OldestOverdueNotice', 'Maximum', FIVE_MINUTES, 'oldest, s')],
      ),
      graph('Inquiries', [
        of('InquiriesAnswered', 'Sum', FIVE_MINUTES, 'answered'),
        of('InquiriesLimited', 'Sum', FIVE_MINUTES, 'over a limit'),
      ]),
    ],
  ];
}

/** What runs on a schedule, in the home region. */
export function scheduledWidgets({ of }: ServiceMetrics): readonly IWidget[][] {
  return [
    [
      graph(
        'Snapshots',
        [
          of('SnapshotsBuilt', 'Sum', FIVE_MINUTES, 'published'),
          of('SnapshotBuildTime', 'Maximum', FIVE_MINUTES, 'seconds to build'),
        ],
        [of('SnapshotFalsePositiveRate', 'Maximum', FIVE_MINUTES, 'false positives, as measured')],
      ),
      graph(
        'Size of a snapshot',
        [of('SnapshotKeys', 'Maximum', FIVE_MINUTES, 'keys')],
        [of('SnapshotBytes', 'Maximum', FIVE_MINUTES, 'bytes')],
      ),
      graph(
        'Clocks of orders',
        [
          of('DeadlinesOverdue', 'Maximum', FIVE_MINUTES, 'overdue'),
          of('DeadlinesForOperations', 'Maximum', FIVE_MINUTES, 'so long that somebody should call'),
        ],
        [
          of('DeadlinesFailed', 'Sum', FIVE_MINUTES, 'not looked after'),
          of('CalendarsUnknown', 'Maximum', FIVE_MINUTES, 'calendars that are missing'),
        ],
      ),
    ],
    [
      graph(
        'Audit',
        [of('AuditEntries', 'Maximum', FIVE_MINUTES, 'entries')],
        [
          of('AuditCheckpoints', 'Sum', FIVE_MINUTES, 'checkpoints'),
          of('AuditChainsBroken', 'Sum', FIVE_MINUTES, 'chains broken'),
        ],
      ),
    ],
  ];
}
