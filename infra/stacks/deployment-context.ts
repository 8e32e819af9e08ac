import * as z from 'zod';
import { STAGE_NAMES } from '../stages.ts';

const deploymentContext = z.strictObject({
  stage: z.enum(STAGE_NAMES).optional(),
  account: z
    .string()
    .regex(/^\d{12}$/, 'must have twelve digits')
    .optional(),
  region: z
    .string()
    .regex(/^[a-z]{2}(-[a-z]+)+-\d$/, 'must be a region such as eu-west-1')
    .optional(),
  inquiryUrl: z.url({ protocol: /^https$/ }).optional(),
});

/** What a deployment chooses beside the settings of its stage, by `-c name=value`. */
export type DeploymentContext = z.output<typeof deploymentContext>;

/** The context of the deployment cannot be used. */
export class DeploymentContextError extends Error {
  override readonly name = 'DeploymentContextError';
}

/**
 * Reads the choices of the deployment:
 *
 * - `stage`: which stage is synthesized. Without it: all of them.
 * - `account`, `region`: where it goes. Without them: wherever the credentials of whoever deploys lead.
 * - `inquiryUrl`: base URL that redress references are added to. Without it: `/inquiry` of the public gateway.
 *
 * @throws DeploymentContextError that names what to change.
 */
export function readDeploymentContext(node: { tryGetContext(name: string): unknown }): DeploymentContext {
  const names = ['stage', 'account', 'region', 'inquiryUrl'] as const;
  const given = Object.fromEntries(
    names.map((name) => [name, node.tryGetContext(name)]).filter(([, value]) => value !== undefined),
  );
  const result = deploymentContext.safeParse(given);
  if (result.success) return result.data;
  const problems = result.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
  throw new DeploymentContextError(`Correct what -c sets: ${problems.join('; ')}`);
}
