import {
  type CognitoIdentityProviderClient,
  CreateUserPoolClientCommand,
  DeleteUserPoolClientCommand,
  paginateListUserPoolClients,
  ResourceNotFoundException,
} from '@aws-sdk/client-cognito-identity-provider';
import type { CredentialIssuer } from '../../operators/administration.ts';
import type { ClientId } from '../../operators/client-record.ts';

export interface UserPoolOptions {
  readonly client: CognitoIdentityProviderClient;
  readonly userPoolId: string;
  /** Whom tokens are for: the resource server whose scopes these are. */
  readonly audience: string;
}

const PAGE = 60;
/** A client that is removed has tokens for at most so long; its record keeps it out long before. */
const TOKEN_HOURS = 1;

/** App clients of an Amazon Cognito user pool for the client credentials grant, as `infra/constructs/token-issuer.ts` sets it up. */
export function createCognitoIssuer({ client, userPoolId, audience }: UserPoolOptions): CredentialIssuer {
  return {
    async create(name, scopes) {
      const { UserPoolClient } = await client.send(
        new CreateUserPoolClientCommand({
          UserPoolId: userPoolId,
          ClientName: name,
          GenerateSecret: true,
          AllowedOAuthFlowsUserPoolClient: true,
          AllowedOAuthFlows: ['client_credentials'],
          AllowedOAuthScopes: scopes.map((scope) => `${audience}/${scope}`),
          AccessTokenValidity: TOKEN_HOURS,
          TokenValidityUnits: { AccessToken: 'hours' },
        }),
      );
      const { ClientId: clientId, ClientSecret: clientSecret } = UserPoolClient ?? {};
      if (!clientId || !clientSecret) throw new Error('Cognito made a client without an id or a secret');
      return { clientId: clientId as ClientId, clientSecret };
    },

    async remove(clientId) {
      try {
        await client.send(new DeleteUserPoolClientCommand({ UserPoolId: userPoolId, ClientId: clientId }));
      } catch (error) {
        if (!(error instanceof ResourceNotFoundException)) throw error;
      }
    },

    async listNamed(name) {
      const clientIds: ClientId[] = [];
      const pages = paginateListUserPoolClients({ client, pageSize: PAGE }, { UserPoolId: userPoolId });
      for await (const { UserPoolClients = [] } of pages) {
        for (const { ClientId: clientId, ClientName } of UserPoolClients) {
          if (clientId && ClientName === name) clientIds.push(clientId as ClientId);
        }
      }
      return clientIds;
    },
  };
}
