import { AwsSolutionsChecks } from 'cdk-nag';
import { describe, expect, test } from 'vitest';
import { SUPPRESSIONS } from '../../infra/nag-suppressions.ts';
import { createStage } from '../../infra/stacks/create-stacks.ts';
import { STAGE_NAMES, STAGES, type StageName } from '../../infra/stages.ts';
import { testApp } from './synthesized.ts';

interface Finding {
  readonly rule: string;
  readonly where: string;
}

/** What cdk-nag finds on a stage, with paths that begin at the part of it: `Data/Registry/Resource`. */
function findingsOn(stage: StageName): readonly Finding[] {
  const app = testApp();
  createStage(app, STAGES[stage]);
  return new AwsSolutionsChecks().validateScope(app).violations.flatMap(({ ruleName, violatingResources }) =>
    violatingResources.map(({ constructPath }) => ({
      rule: ruleName.replace('AwsSolutions-', ''),
      where: (constructPath ?? '').replace(`ConsumptionCheck-${stage}-`, ''),
    })),
  );
}

const findings = new Map(STAGE_NAMES.map((stage) => [stage, findingsOn(stage)]));

function isArgued({ rule, where }: Finding): boolean {
  return SUPPRESSIONS.some((one) => one.rule.test(rule) && one.where.test(where));
}

describe('the checks of AWS solutions (cdk-nag)', () => {
  test.each(STAGE_NAMES)('find nothing on the stage %s that is not argued', (stage) => {
    const found = findings.get(stage) ?? [];
    expect(found.length).toBeGreaterThan(20);
    expect(found.filter((finding) => !isArgued(finding))).toEqual([]);
  });

  test.each(SUPPRESSIONS.map((one) => [`${one.rule.source} at ${one.where.source}`, one] as const))(
    'the argument for %s is about a finding that is there',
    (_name, { rule, where, reason }) => {
      const all = [...findings.values()].flat();
      expect(all.some((finding) => rule.test(finding.rule) && where.test(finding.where))).toBe(true);
      expect(reason.length).toBeGreaterThan(40);
    },
  );
});
