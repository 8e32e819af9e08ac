import {
  FUNCTIONS,
  type FunctionName,
  functionIn,
  ofType,
  type Resource,
  type Resources,
  resolved,
  type Synthesized,
} from './synthesized.ts';

export interface Statement {
  readonly actions: readonly string[];
  readonly resources: readonly string[];
  readonly condition: Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;
}

/** The statements of the role of a function. */
export function statementsOf(stacks: Synthesized, name: FunctionName): readonly Statement[] {
  return statementsOfFunction(stacks[FUNCTIONS[name].stack], functionIn(stacks, name));
}

/** The same for a function that not every stage has. */
export function statementsOfFunction(resources: Resources, fn: Resource): readonly Statement[] {
  const [role] = fn.Properties.Role['Fn::GetAtt'];
  return ofType(resources, 'AWS::IAM::Policy')
    .filter(({ Properties }) => Properties.Roles.some(({ Ref }: { Ref: string }) => Ref === role))
    .flatMap(({ Properties }) => Properties.PolicyDocument.Statement)
    .map((statement) => {
      if (statement.Effect !== 'Allow') throw new Error('a role only allows');
      return {
        actions: [statement.Action].flat(),
        resources: [statement.Resource].flat().map((resource) => decodeURIComponent(resolved(resource))),
        condition: statement.Condition ?? {},
      };
    });
}

/** The patterns of partition keys that an action of DynamoDB may touch. */
export function partitionsOf(statements: readonly Statement[], action: string): readonly string[] {
  return statements
    .filter(({ actions }) => actions.includes(`dynamodb:${action}`))
    .flatMap(({ condition }) => condition['ForAllValues:StringLike']?.['dynamodb:LeadingKeys'] ?? ['*'])
    .flat();
}

/** `StringLike` of IAM, for patterns with nothing but a last asterisk. */
export function isLike(text: string, pattern: string): boolean {
  return pattern.endsWith('*') ? text.startsWith(pattern.slice(0, -1)) : text === pattern;
}
