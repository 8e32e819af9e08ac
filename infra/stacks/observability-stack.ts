import { CfnOutput, Stack, type StackProps } from 'aws-cdk-lib';
import { Dashboard, type IWidget } from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';
import { addCanaryAlarms, addCheckAlarms, addScheduledAlarms } from '../constructs/alarm-checks.ts';
import { addLogCodeAlarms } from '../constructs/alarm-log-codes.ts';
import {
  addAllFunctionAlarms,
  addFirewallAlarm,
  addGatewayAlarms,
  addQueueAlarms,
  addTableAlarm,
  type GatewayCounts,
} from '../constructs/alarm-platform.ts';
import { alarmTopics } from '../constructs/alarm-topic.ts';
import { Canary } from '../constructs/canary.ts';
import { canaryWidgets, checkWidgets } from '../constructs/dashboard-checks.ts';
import { platformWidgets } from '../constructs/dashboard-platform.ts';
import { registerWidgets, scheduledWidgets } from '../constructs/dashboard-register.ts';
import { FIVE_MINUTES } from '../constructs/dashboard-widgets.ts';
import { countLogLines, metricsNamespace, serviceMetrics } from '../constructs/service-metrics.ts';
import type { ApiStack } from './api-stack.ts';
import type { PipelinesStack } from './pipelines-stack.ts';
import type { ServiceData } from './service-data.ts';

export interface ObservabilityStackProps extends StackProps {
  readonly data: Pick<ServiceData, 'settings' | 'isHome' | 'table' | 'secretsKey'>;
  readonly pipelines: Pick<PipelinesStack, 'functions' | 'lanes' | 'notices'>;
  readonly api: Pick<ApiStack, 'functions' | 'gateway' | 'publicGateway' | 'url'>;
  /** Where clients obtain tokens. */
  readonly tokenUrl: string;
}

/**
 * What watches one region of one stage: dashboards, alarms, and the canary. What runs on a schedule is watched in the
 * home region alone, where it runs; so is the canary.
 *
 * It can be removed and made again without any harm to the service.
 */
export class ObservabilityStack extends Stack {
  constructor(
    scope: Construct,
    id: string,
    { data, pipelines, api, tokenUrl, ...props }: ObservabilityStackProps,
  ) {
    super(scope, id, props);
    const { settings, isHome } = data;
    const namespace = metricsNamespace(settings.stageName);
    const metrics = serviceMetrics(namespace);
    const tell = alarmTopics(this, settings);
    const canary = isHome ? new Canary(this, 'Canary', { data, apiUrl: api.url, tokenUrl }) : undefined;
    const functions = [...pipelines.functions, ...api.functions, ...(canary ? [canary.fn] : [])];
    for (const fn of functions) {
      countLogLines(this, `Lines-${fn.node.path.replaceAll('/', '-')}`, fn.logGroup, namespace);
    }
    const queues = { ...pipelines.lanes, notices: pipelines.notices };
    const gateways = { api: countsOfTokenGateway(api), public: countsOfPublicGateway(api) };

    addCheckAlarms(this, metrics, tell);
    addQueueAlarms(this, queues, tell);
    addLogCodeAlarms(this, metrics, tell);
    addAllFunctionAlarms(this, functions, tell);
    addGatewayAlarms(this, 'Api', gateways.api, tell);
    addGatewayAlarms(this, 'Public', gateways.public, tell);
    addTableAlarm(this, data.table.tableName, tell);
    addFirewallAlarm(this, tell);
    if (isHome) {
      addScheduledAlarms(this, metrics, tell);
      addCanaryAlarms(this, metrics, tell);
    }

    this.#addDashboard('Checks', [...checkWidgets(metrics), ...(isHome ? canaryWidgets(metrics) : [])]);
    this.#addDashboard('Register', [
      ...registerWidgets(metrics, queues),
      ...(isHome ? scheduledWidgets(metrics) : []),
    ]);
    this.#addDashboard('Platform', platformWidgets({ functions, gateways, tableName: data.table.tableName }));
    if (canary) {
      new CfnOutput(this, 'CanaryCredentials', {
        value: canary.credentials.secretArn,
        description: 'Secret to put the client id and secret of the canary into',
      });
    }
  }

  #addDashboard(id: string, rows: readonly IWidget[][]): void {
    new Dashboard(this, id, { widgets: rows.map((row) => [...row]) });
  }
}

function countsOfTokenGateway({ gateway }: Pick<ApiStack, 'gateway'>): GatewayCounts {
  const over = { period: FIVE_MINUTES, statistic: 'Sum' };
  return {
    requests: gateway.metricCount(over),
    refusals: gateway.metricClientError(over),
    faults: gateway.metricServerError(over),
  };
}

function countsOfPublicGateway({ publicGateway }: Pick<ApiStack, 'publicGateway'>): GatewayCounts {
  const over = { period: FIVE_MINUTES, statistic: 'Sum' };
  return {
    requests: publicGateway.metricCount(over),
    refusals: publicGateway.metricClientError(over),
    faults: publicGateway.metricServerError(over),
  };
}
