import { readFileSync } from 'node:fs';
import { App, type Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { createStage, type StageStacks } from '../../infra/stacks/create-stacks.ts';
import type { DeploymentContext } from '../../infra/stacks/deployment-context.ts';
import { STAGES, type StageName, type StageSettings } from '../../infra/stages.ts';

export interface Resource {
  readonly Type: string;
  // biome-ignore lint/suspicious/noExplicitAny: CloudFormation's properties have no types here
  readonly Properties: any;
  readonly DependsOn?: readonly string[];
  readonly DeletionPolicy?: string;
  readonly UpdateReplacePolicy?: string;
  // biome-ignore lint/suspicious/noExplicitAny: as above
  readonly UpdatePolicy?: any;
}

export type Resources = Readonly<Record<string, Resource>>;

const { context } = JSON.parse(readFileSync(new URL('../../cdk.json', import.meta.url), 'utf8')) as {
  context: Record<string, unknown>;
};

/** CDK checks each template against CloudFormation's schemas, which takes longer than all the rest; `npm run synth` does. */
process.env.CDK_VALIDATION = 'false';

/** An app with the feature flags of `cdk.json` that bundles nothing. */
export function testApp(): App {
  return new App({ context: { ...context, 'aws:cdk:bundling-stacks': [] } });
}

export interface Synthesized {
  readonly data: Resources;
  readonly pipelines: Resources;
  readonly api: Resources;
  readonly observability: Resources;
}

/** The stacks of a stage as they are deployed, without bundling the functions. */
export function synthesize(
  stage: StageName = 'production',
  changed: { readonly settings?: Partial<StageSettings>; readonly context?: DeploymentContext } = {},
): Synthesized {
  const settings = { ...STAGES[stage], ...changed.settings };
  return resourcesOf(createStage(testApp(), settings, changed.context));
}

function resourcesOf({ data, pipelines, api, observability }: StageStacks): Synthesized {
  const of = (stack: Stack) => Template.fromStack(stack).toJSON().Resources as Resources;
  return { data: of(data), pipelines: of(pipelines), api: of(api), observability: of(observability) };
}

export function ofType(resources: Resources, type: string): readonly (Resource & { readonly id: string })[] {
  return Object.entries(resources)
    .filter(([, resource]) => resource.Type === type)
    .map(([id, resource]) => ({ id, ...resource }));
}

/** The only resource of its type whose logical id begins like this. */
export function one(resources: Resources, type: string, idPrefix = ''): Resource & { readonly id: string } {
  const found = ofType(resources, type).filter(({ id }) => id.startsWith(idPrefix));
  const [first] = found;
  if (!first || found.length > 1) throw new Error(`${found.length} resources ${type} ${idPrefix}`);
  return first;
}

/** Prefixes of the logical ids of the functions. */
export const FUNCTIONS = {
  authorizer: { stack: 'api', id: 'Authorizer' },
  docs: { stack: 'api', id: 'Docs' },
  checkApi: { stack: 'api', id: 'CheckApi' },
  registryApi: { stack: 'api', id: 'RegistryApi' },
  noticesApi: { stack: 'api', id: 'NoticesApi' },
  inquiryApi: { stack: 'api', id: 'InquiryApi' },
  releases: { stack: 'pipelines', id: 'ReleasesConsumer' },
  impositions: { stack: 'pipelines', id: 'ImpositionsConsumer' },
  releaseNotices: { stack: 'pipelines', id: 'NoticesDelivery' },
  filterBuilder: { stack: 'pipelines', id: 'FilterBuilder' },
  deadlines: { stack: 'pipelines', id: 'Deadlines' },
  auditCheckpoints: { stack: 'pipelines', id: 'AuditCheckpoints' },
  canary: { stack: 'observability', id: 'CanaryFunction' },
} as const;

export type FunctionName = keyof typeof FUNCTIONS;
export const FUNCTION_NAMES = Object.keys(FUNCTIONS) as FunctionName[];

export function functionIn(stacks: Synthesized, name: FunctionName): Resource {
  return one(stacks[FUNCTIONS[name].stack], 'AWS::Lambda::Function', FUNCTIONS[name].id);
}

/**
 * What CloudFormation would make of a value, with made-up names for what only a deployment knows.
 */
export function resolved(value: unknown): string {
  if (typeof value === 'string') return value;
  const [intrinsic, argument] = Object.entries(value as Record<string, unknown>)[0] ?? [];
  if (intrinsic === 'Fn::Join') {
    const [separator, parts] = argument as [string, unknown[]];
    return parts.map(resolved).join(separator);
  }
  const name = Array.isArray(argument) ? argument.join('.') : String(argument);
  // What is referred to is an address, or a name that may look like one.
  return `https://resolved.example/${encodeURIComponent(name)}`;
}
