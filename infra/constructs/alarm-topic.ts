import { RemovalPolicy } from 'aws-cdk-lib';
import type { IAlarmAction } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import type { Construct } from 'constructs';
import type { StageSettings } from '../stages.ts';
import type { Tell } from './alarm.ts';
import { EncryptionKey } from './encryption-key.ts';

/**
 * Where alarms are told: a topic for what somebody must see now and one for what can wait until the morning, both
 * encrypted; or the one topic that the stage names, whose owner tells them apart by the description of the alarm.
 */
export function alarmTopics(scope: Construct, { alarms }: Pick<StageSettings, 'alarms'>): Tell {
  if (alarms.topicArn !== undefined) {
    const action = new SnsAction(Topic.fromTopicArn(scope, 'Topic', alarms.topicArn));
    return { page: action, ticket: action };
  }
  const key = new EncryptionKey(scope, 'AlarmsKey', {
    description: 'Consumption check: messages about alarms',
    removalPolicy: RemovalPolicy.DESTROY,
  });
  // CloudWatch encrypts what it publishes; without this no alarm would be told, and nothing would say so.
  key.grantEncryptDecrypt(new ServicePrincipal('cloudwatch.amazonaws.com'));
  const topic = (id: string, displayName: string): IAlarmAction => {
    const made = new Topic(scope, id, { displayName, masterKey: key, enforceSSL: true });
    made.grantPublish(new ServicePrincipal('cloudwatch.amazonaws.com'));
    if (alarms.email !== undefined) made.addSubscription(new EmailSubscription(alarms.email));
    return new SnsAction(made);
  };
  return {
    page: topic('Page', 'Consumption check: now'),
    ticket: topic('Ticket', 'Consumption check: next working day'),
  };
}
