import { CognitoIdentityProviderClient } from '@aws-sdk/client-cognito-identity-provider';
import { createCognitoIssuer } from '../../../shared/adapters/cognito/credential-issuer.ts';
import { createDynamoDbClients } from '../../../shared/adapters/dynamodb/clients.ts';
import type { Clock } from '../../../shared/contracts/clock.ts';
import { DependencyUnavailable } from '../../../shared/contracts/problem.ts';
import {
  type ClientAdministration,
  createClientAdministration,
} from '../../../shared/operators/administration.ts';
import { createDynamoDbClient } from '../../../shared/runtime/aws-clients.ts';
import { CredentialsRefused, ServiceError } from '../errors.ts';
import type { Place } from './place.ts';

/** What AWS calls it when somebody may not do something, or is nobody. */
const REFUSED =
  /^(AccessDenied|NotAuthorized|UnrecognizedClient|InvalidSignature|InvalidClientToken|ExpiredToken|Expired|CredentialsProvider)/;

/** The clients of a deployment, with the rights of the AWS credentials in the environment. */
export function openDeployedAdministration(place: Place, clock: Clock): ClientAdministration {
  const { userPoolId, table, region, audience } = place;
  const administration = createClientAdministration({
    issuer: createCognitoIssuer({
      client: new CognitoIdentityProviderClient({ region }),
      userPoolId,
      audience,
    }),
    directory: createDynamoDbClients({
      client: createDynamoDbClient({ region, profile: 'pipeline' }),
      tableName: table,
    }),
    clock,
  });
  return {
    add: (request) => explained(administration.add(request)),
    rotate: (operatorId) => explained(administration.rotate(operatorId)),
    remove: (id) => explained(administration.remove(id)),
    list: () => explained(administration.list()),
  };
}

/** @throws CredentialsRefused or ServiceError in place of what the SDK throws, whose words may hold more than is needed */
async function explained<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    const cause = error instanceof DependencyUnavailable ? error.cause : error;
    const name = cause instanceof Error ? cause.name : 'an unknown fault';
    if (REFUSED.test(name)) {
      throw new CredentialsRefused(`AWS refused with ${name}. Check the credentials and their rights.`, {
        cause,
      });
    }
    throw new ServiceError(`AWS answered with ${name}.`, { cause });
  }
}
