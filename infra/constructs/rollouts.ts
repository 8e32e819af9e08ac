import { Stack } from 'aws-cdk-lib';
import type { IAlarm } from 'aws-cdk-lib/aws-cloudwatch';
import {
  type ILambdaDeploymentConfig,
  LambdaApplication,
  LambdaDeploymentConfig,
  LambdaDeploymentGroup,
} from 'aws-cdk-lib/aws-codedeploy';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { Alias } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import type { Rollout } from '../stages.ts';

const CONFIGS: Readonly<Record<Rollout, ILambdaDeploymentConfig>> = {
  'canary-10-percent-5-minutes': LambdaDeploymentConfig.CANARY_10PERCENT_5MINUTES,
  'all-at-once': LambdaDeploymentConfig.ALL_AT_ONCE,
};

const ID = 'Rollouts';

/** How new versions take over in one stack: an application of CodeDeploy, and the role that it shifts aliases with. */
export class Rollouts extends Construct {
  readonly #application: LambdaApplication;
  readonly #role: Role;

  private constructor(scope: Stack) {
    super(scope, ID);
    this.#application = new LambdaApplication(this, 'Application');
    this.#role = new Role(this, 'Role', {
      assumedBy: new ServicePrincipal('codedeploy.amazonaws.com'),
      description: 'Shifts aliases of functions to new versions, and back when an alarm goes off',
    });
    // Of alarms it can only read how they stand; CloudWatch checks this action against all alarms of the account.
    this.#role.addToPolicy(new PolicyStatement({ actions: ['cloudwatch:DescribeAlarms'], resources: ['*'] }));
  }

  /** The one of the stack that a construct is in. */
  static of(scope: Construct): Rollouts {
    const stack = Stack.of(scope);
    return (stack.node.tryFindChild(ID) as Rollouts | undefined) ?? new Rollouts(stack);
  }

  /**
   * Lets new versions take over behind an alias, and the old one come back when one of the alarms goes off meanwhile.
   *
   * @param name of the alias, as a text
   */
  add(alias: Alias, name: string, rollout: Rollout, alarms: readonly IAlarm[]): void {
    this.#role.addToPolicy(
      new PolicyStatement({
        actions: ['lambda:GetAlias', 'lambda:UpdateAlias', 'lambda:GetProvisionedConcurrencyConfig'],
        // Not the alias itself: its update waits for the group, the group for this policy, and so all for one another.
        resources: [alias.lambda.functionArn, `${alias.lambda.functionArn}:${name}`],
      }),
    );
    const group = new LambdaDeploymentGroup(alias, 'Rollout', {
      application: this.#application,
      alias,
      deploymentConfig: CONFIGS[rollout],
      // CDK would add a managed policy that may move every alias of the account.
      role: this.#role.withoutPolicyUpdates(),
      alarms: [...alarms],
      autoRollback: { failedDeployment: true, stoppedDeployment: true, deploymentInAlarm: true },
    });
    group.node.addDependency(this.#role);
  }
}
