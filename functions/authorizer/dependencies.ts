import { createDynamoDbClient } from '../../shared/runtime/aws-clients.ts';
import { readSettings } from '../../shared/runtime/settings.ts';
import { createContainerTokenVerifier } from '../../shared/runtime/token-verifier.ts';
import type { AuthorizerDependencies } from './app.ts';

/**
 * Wires the authorizer.
 *
 * @throws SettingsError that names every environment variable that is missing.
 */
export function createAuthorizerDependencies(
  env: Readonly<Record<string, string | undefined>>,
): AuthorizerDependencies {
  const settings = readSettings(env, [
    'AWS_REGION',
    'REGISTRY_TABLE',
    'TOKEN_ISSUER',
    'TOKEN_AUDIENCE',
    'TOKEN_JWKS_URL',
    'DYNAMODB_ENDPOINT',
  ]);
  // The limits of a check: every check waits for this answer when the gateway does not remember one.
  const client = createDynamoDbClient({
    region: settings.AWS_REGION,
    endpoint: settings.DYNAMODB_ENDPOINT,
    profile: 'check',
  });
  const table = { client, tableName: settings.REGISTRY_TABLE };
  // Each function judges again by its own rule, so that checks can still say that they do not know.
  return { verifier: createContainerTokenVerifier(settings, table, 'last-known') };
}
