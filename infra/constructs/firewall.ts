import { CfnWebACL, CfnWebACLAssociation } from 'aws-cdk-lib/aws-wafv2';
import { Construct } from 'constructs';

export interface FirewallProps {
  readonly stageArn: string;
  readonly requestsPer5Minutes: number;
  readonly inquiriesPer5Minutes: number;
}

/** Part of the path of everything about inquiries: the page and the API, below a stage's name or not. */
const INQUIRY_PATH = '/inquir';

/**
 * Turns away who asks too often from one address, and what AWS's own rules know as attacks.
 *
 * It keeps no samples and no log: both would hold addresses and query strings of people who ask about themselves. Its
 * counts by rule are enough to see that something is going on.
 */
export class Firewall extends Construct {
  constructor(scope: Construct, id: string, props: FirewallProps) {
    super(scope, id);
    const acl = new CfnWebACL(this, 'Rules', {
      scope: 'REGIONAL',
      description: 'Consumption check: public routes',
      defaultAction: { allow: {} },
      visibilityConfig: counted('Public'),
      rules: [
        {
          name: 'inquiries-by-address',
          priority: 0,
          action: { block: {} },
          visibilityConfig: counted('InquiriesByAddress'),
          statement: {
            rateBasedStatement: {
              aggregateKeyType: 'IP',
              limit: props.inquiriesPer5Minutes,
              evaluationWindowSec: 300,
              scopeDownStatement: {
                byteMatchStatement: {
                  fieldToMatch: { uriPath: {} },
                  positionalConstraint: 'CONTAINS',
                  searchString: INQUIRY_PATH,
                  textTransformations: [
                    { priority: 0, type: 'URL_DECODE' },
                    { priority: 1, type: 'LOWERCASE' },
                  ],
                },
              },
            },
          },
        },
        {
          name: 'requests-by-address',
          priority: 1,
          action: { block: {} },
          visibilityConfig: counted('RequestsByAddress'),
          statement: {
            rateBasedStatement: {
              aggregateKeyType: 'IP',
              limit: props.requestsPer5Minutes,
              evaluationWindowSec: 300,
            },
          },
        },
        managed(2, 'AWSManagedRulesCommonRuleSet'),
        managed(3, 'AWSManagedRulesKnownBadInputsRuleSet'),
      ],
    });
    new CfnWebACLAssociation(this, 'OfStage', { resourceArn: props.stageArn, webAclArn: acl.attrArn });
  }
}

function managed(priority: number, name: string): CfnWebACL.RuleProperty {
  return {
    name,
    priority,
    overrideAction: { none: {} },
    visibilityConfig: counted(name),
    statement: { managedRuleGroupStatement: { vendorName: 'AWS', name } },
  };
}

function counted(metricName: string): CfnWebACL.VisibilityConfigProperty {
  return { metricName, cloudWatchMetricsEnabled: true, sampledRequestsEnabled: false };
}
