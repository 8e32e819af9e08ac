import * as z from 'zod';
import { SCOPES } from '../../shared/contracts/scopes.ts';

/** API Gateway takes so many audiences for one JWT authorizer, and each client is one. */
export const MAX_CLIENTS = 50;

const clients = z
  .record(z.string().regex(/^[a-z][a-z0-9-]{0,60}$/), z.array(z.enum(SCOPES)).min(1))
  .refine((named) => Object.keys(named).length > 0, 'name at least one client')
  .refine((named) => Object.keys(named).length <= MAX_CLIENTS, `name at most ${MAX_CLIENTS} clients`);

const deploymentContext = z.strictObject({
  clients,
  inquiryUrl: z.url({ protocol: /^https$/ }).optional(),
});

/** What a deployment chooses, from `cdk.json` or `-c name=value`. */
export type DeploymentContext = z.output<typeof deploymentContext>;

/** The context of the deployment cannot be used. */
export class DeploymentContextError extends Error {
  override readonly name = 'DeploymentContextError';
}

/**
 * Reads the choices of the deployment:
 *
 * - `clients`: names of API clients and their scopes; each becomes an app client of Cognito.
 * - `inquiryUrl`: base URL that redress references are added to. Without it: `/inquiry` of the API that is deployed.
 *
 * @throws DeploymentContextError that names what to change.
 */
export function readDeploymentContext(node: { tryGetContext(name: string): unknown }): DeploymentContext {
  const given = { clients: node.tryGetContext('clients'), inquiryUrl: node.tryGetContext('inquiryUrl') };
  // A list or record given on the command line arrives as its JSON text.
  if (typeof given.clients === 'string') given.clients = parseJson(given.clients);
  const result = deploymentContext.safeParse(given);
  if (result.success) return result.data;
  const problems = result.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
  throw new DeploymentContextError(`Correct the context in cdk.json: ${problems.join('; ')}`);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new DeploymentContextError('The context "clients" must be JSON', { cause });
  }
}
