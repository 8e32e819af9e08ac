import {
  Alarm,
  ComparisonOperator,
  type IAlarmAction,
  type IMetric,
  TreatMissingData,
} from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';
import { ALARMS, type AlarmId, alarmDescription, type Severity } from './alarm-table.ts';

/** Where alarms are told, by how urgent they are. */
export type Tell = Readonly<Record<Severity, IAlarmAction>>;

export interface ServiceAlarmProps {
  /** A row of the table of alarms, and with it a section of the runbook. */
  readonly alarm: AlarmId;
  /** Carries its statistic and period. */
  readonly metric: IMetric;
  readonly threshold: number;
  /** `over` the threshold unless told. */
  readonly when?: 'over' | 'under';
  /** So many periods are looked at, one unless told. */
  readonly periods?: number;
  /** So many of them must be bad, all unless told. */
  readonly badPeriods?: number;
  /** What silence means: nothing is wrong (unless told), or everything is. */
  readonly silence?: 'fine' | 'alarm';
  /** Where it is told that it went off, and that it is over. None for alarms that only stop a deployment. */
  readonly tell?: Tell;
}

/** An alarm as all of ours are: it has a row in the table, and its description leads to the runbook. */
export class ServiceAlarm extends Alarm {
  readonly alarmId: AlarmId;

  constructor(scope: Construct, id: string, props: ServiceAlarmProps) {
    const { periods = 1, badPeriods = periods, when = 'over', silence = 'fine' } = props;
    super(scope, id, {
      alarmDescription: alarmDescription(props.alarm),
      metric: props.metric,
      threshold: props.threshold,
      comparisonOperator:
        when === 'over' ? ComparisonOperator.GREATER_THAN_THRESHOLD : ComparisonOperator.LESS_THAN_THRESHOLD,
      evaluationPeriods: periods,
      datapointsToAlarm: badPeriods,
      treatMissingData: silence === 'alarm' ? TreatMissingData.BREACHING : TreatMissingData.NOT_BREACHING,
    });
    this.alarmId = props.alarm;
    const told = props.tell?.[ALARMS[props.alarm].severity];
    if (told) {
      this.addAlarmAction(told);
      this.addOkAction(told);
    }
  }
}
