import { describe, expect, test } from 'vitest';
import { FIREWALL_METRIC_NAME } from '../../infra/constructs/alarm-platform.ts';
import { ALARMS, type AlarmId, alarmDescription } from '../../infra/constructs/alarm-table.ts';
import { LOG_CODE_DIMENSION, LOG_LINES, metricsNamespace } from '../../infra/constructs/service-metrics.ts';
import { METRICS } from '../../shared/runtime/metric-names.ts';
import { alarmsIn, metricsOfAlarm, metricsOfDashboards, observabilityOf } from './observability-template.ts';
import { ofType, one } from './synthesized.ts';

const { own, pipelines, api } = observabilityOf();
const NAMESPACE = metricsNamespace('production');
const alarms = alarmsIn(own);
const ofAlarms = alarms.flatMap(metricsOfAlarm);
const ofDashboards = metricsOfDashboards(own);
const everyAlarm = [own, pipelines, api].flatMap(alarmsIn);
const telling = alarms.filter(({ Properties }) => !Properties.AlarmDescription.includes('#deployment-'));

const ids = Object.keys(ALARMS) as AlarmId[];
const idOf = (description: string): AlarmId | undefined =>
  ids.find((id) => alarmDescription(id) === description);

function alarmsOf(id: AlarmId) {
  return everyAlarm.filter(({ Properties }) => Properties.AlarmDescription === alarmDescription(id));
}

describe('what is measured and what is watched', () => {
  const read = [...ofAlarms, ...ofDashboards].filter(({ namespace }) => namespace === NAMESPACE);

  test('every metric that the service writes is on a dashboard or under an alarm, and no other is', () => {
    const names = new Set(read.map(({ name }) => name).filter((name) => name !== LOG_LINES));
    expect([...names].sort()).toEqual(Object.keys(METRICS).sort());
  });

  test('metrics of the service are read without any dimension, as they are written', () => {
    for (const { name, dimensions } of read)
      expect(dimensions).toEqual(name === LOG_LINES ? [LOG_CODE_DIMENSION] : []);
  });

  test('whatever else is read is of the platform', () => {
    const others = new Set(
      [...ofAlarms, ...ofDashboards].map(({ namespace }) => namespace).filter((one) => one !== NAMESPACE),
    );
    expect([...others].sort()).toEqual([
      'AWS/ApiGateway',
      'AWS/DynamoDB',
      'AWS/Lambda',
      'AWS/SQS',
      'AWS/WAFV2',
    ]);
  });

  test('every function that measures writes under the namespace that is read', () => {
    const functions = [own, pipelines, api]
      .flatMap((resources) => ofType(resources, 'AWS::Lambda::Function'))
      .filter(({ Properties }) => Properties.TracingConfig);
    const silent = functions.filter(
      ({ Properties }) => Properties.Environment.Variables.METRICS_NAMESPACE !== NAMESPACE,
    );
    expect(functions.length).toBeGreaterThan(10);
    for (const { id } of silent) expect(id).toMatch(/^(Authorizer|Docs|KeyRotation)/);
  });

  test('warnings and errors of every function are counted by their code and by nothing else', () => {
    const filters = ofType(own, 'AWS::Logs::MetricFilter');
    const logged = [own, pipelines, api].flatMap((resources) => ofType(resources, 'AWS::Lambda::Function'));
    const ours = logged.filter(({ Properties }) => Properties.TracingConfig);
    expect(filters).toHaveLength(ours.length);
    for (const { Properties } of filters) {
      expect(Properties.MetricTransformations).toEqual([
        {
          MetricName: LOG_LINES,
          MetricNamespace: NAMESPACE,
          MetricValue: '1',
          Dimensions: [{ Key: LOG_CODE_DIMENSION, Value: '$.code' }],
        },
      ]);
    }
  });

  test('the firewall is watched under the name that it has', () => {
    const acl = one(api, 'AWS::WAFv2::WebACL');
    expect(acl.Properties.VisibilityConfig.MetricName).toBe(FIREWALL_METRIC_NAME);
  });
});

describe('alarms', () => {
  test.each(ids)('%s is there', (id) => {
    expect(alarmsOf(id).length).toBeGreaterThan(0);
  });

  test('each names the runbook section that says what to do', () => {
    for (const { Properties } of everyAlarm) expect(idOf(Properties.AlarmDescription)).toBeDefined();
  });

  test('each tells somebody that it went off and that it is over, but those that only stop a deployment', () => {
    expect(everyAlarm.length).toBeGreaterThan(telling.length);
    for (const { Properties } of everyAlarm) {
      if (idOf(Properties.AlarmDescription)?.startsWith('deployment-')) {
        expect(Properties.AlarmActions).toBeUndefined();
        continue;
      }
      expect(Properties.AlarmActions).toHaveLength(1);
      expect(Properties.OKActions).toEqual(Properties.AlarmActions);
    }
  });

  test('what must be seen now goes to another topic than what can wait', () => {
    const topicsOf = (severity: string) =>
      new Set(
        telling
          .filter(
            ({ Properties }) => ALARMS[idOf(Properties.AlarmDescription) as AlarmId].severity === severity,
          )
          .map(({ Properties }) => JSON.stringify(Properties.AlarmActions)),
      );
    const [page, ticket] = [topicsOf('page'), topicsOf('ticket')];
    expect([page.size, ticket.size]).toEqual([1, 1]);
    expect(page).not.toEqual(ticket);
  });

  test('both topics are encrypted with a key that CloudWatch may use, and take nothing without TLS', () => {
    const topics = ofType(own, 'AWS::SNS::Topic');
    expect(topics).toHaveLength(2);
    for (const { Properties } of topics) expect(Properties.KmsMasterKeyId).toBeDefined();
    const key = one(own, 'AWS::KMS::Key');
    const statements = JSON.stringify(key.Properties.KeyPolicy.Statement);
    expect(statements).toContain('cloudwatch.amazonaws.com');
    const policies = JSON.stringify(ofType(own, 'AWS::SNS::TopicPolicy'));
    expect(policies).toContain('aws:SecureTransport');
  });

  test.each(['canary-silent', 'snapshot-missing', 'audit-checkpoint-missing'] as const)(
    '%s: silence is the alarm',
    (id) => {
      for (const { Properties } of alarmsOf(id)) {
        expect(Properties.TreatMissingData).toBe('breaching');
        expect(Properties.ComparisonOperator).toBe('LessThanThreshold');
      }
    },
  );

  test.each(['imposed-but-allowed', 'released-but-denied'] as const)(
    '%s: a single broken promise wakes somebody',
    (id) => {
      const [alarm] = alarmsOf(id);
      expect(alarm?.Properties).toMatchObject({
        Threshold: 0,
        EvaluationPeriods: 1,
        ComparisonOperator: 'GreaterThanThreshold',
      });
      expect(ALARMS[id].severity).toBe('page');
    },
  );

  test('a release that waits for more than five seconds wakes somebody', () => {
    const [alarm] = alarmsOf('releases-waiting');
    expect(alarm?.Properties).toMatchObject({ Threshold: 5, Statistic: 'Maximum', EvaluationPeriods: 1 });
    expect(JSON.stringify(alarm?.Properties.Dimensions)).toContain('Releases');
    expect(ALARMS['releases-waiting'].severity).toBe('page');
  });

  test('a rate is not judged by a handful of events, and a kind that never came counts as none', () => {
    const [alarm] = alarmsOf('checks-undetermined');
    const expression = alarm?.Properties.Metrics.find((one: { Expression?: string }) => one.Expression);
    expect(expression.Expression).toBe(
      'IF((FILL(m1, 0) + FILL(m2, 0) + FILL(m3, 0) + FILL(m0, 0)) >= 50, ' +
        '100 * (FILL(m0, 0)) / (FILL(m1, 0) + FILL(m2, 0) + FILL(m3, 0) + FILL(m0, 0)), 0)',
    );
  });
});

describe('functions', () => {
  test('each has an alarm on its errors, and one on being turned away unless it has one container on purpose', () => {
    const named = (id: AlarmId) =>
      alarmsOf(id).map(({ Properties }) => JSON.stringify(Properties.Dimensions ?? Properties.Metrics));
    const errors = named('function-errors');
    const throttled = named('function-throttled');
    expect(errors).toHaveLength(ofType(own, 'AWS::Logs::MetricFilter').length);
    const turns = errors.filter((one) => !throttled.includes(one));
    expect(turns).toHaveLength(2);
    expect(turns.some((one) => one.includes('FilterBuilder'))).toBe(true);
    expect(turns.some((one) => one.includes('CanaryFunction'))).toBe(true);
  });
});

describe('the canary', () => {
  const role = ofType(own, 'AWS::IAM::Policy').filter(({ id }) => id.startsWith('CanaryFunction'));

  test('may read its own credentials, and touches no table, queue or bucket', () => {
    const actions = role.flatMap(({ Properties }) =>
      Properties.PolicyDocument.Statement.flatMap(
        (statement: { Action: string | string[] }) => statement.Action,
      ),
    );
    expect([...new Set(actions)].sort()).toEqual([
      'kms:Decrypt',
      'logs:CreateLogStream',
      'logs:PutLogEvents',
      'secretsmanager:GetSecretValue',
      'xray:PutTelemetryRecords',
      'xray:PutTraceSegments',
    ]);
  });

  test('runs each minute, one run at a time', () => {
    const rule = one(own, 'AWS::Events::Rule');
    expect(rule.Properties.ScheduleExpression).toBe('rate(1 minute)');
    const [fn] = ofType(own, 'AWS::Lambda::Function').filter(({ id }) => id.startsWith('CanaryFunction'));
    expect(fn?.Properties).toMatchObject({ ReservedConcurrentExecutions: 1, Timeout: 55 });
  });
});
