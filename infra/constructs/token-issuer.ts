import { Aws, Duration, Fn, RemovalPolicy } from 'aws-cdk-lib';
import {
  FeaturePlan,
  OAuthScope,
  ResourceServerScope,
  UserPool,
  UserPoolClient,
  type UserPoolDomain,
  type UserPoolResourceServer,
} from 'aws-cdk-lib/aws-cognito';
import { Construct } from 'constructs';
import { SCOPES, type Scope } from '../../shared/contracts/scopes.ts';

/** Whom access tokens are for; Cognito puts it in front of each scope. */
export const TOKEN_AUDIENCE = 'consumption-check';

/** A client that is removed can go on with its last token for so long. */
const TOKEN_LIFETIME = Duration.hours(1);

/** Cognito as the issuer of access tokens for machines. There are no users and nobody can sign up. */
export class TokenIssuer extends Construct {
  readonly userPool: UserPool;
  readonly #resourceServer: UserPoolResourceServer;
  readonly #scopes: ReadonlyMap<Scope, ResourceServerScope>;
  readonly #domain: UserPoolDomain;

  constructor(scope: Construct, id: string) {
    super(scope, id);
    this.userPool = new UserPool(this, 'Pool', {
      featurePlan: FeaturePlan.LITE,
      selfSignUpEnabled: false,
      deletionProtection: true,
      removalPolicy: RemovalPolicy.RETAIN,
    });
    this.#scopes = new Map(
      SCOPES.map((scopeName) => [
        scopeName,
        new ResourceServerScope({ scopeName, scopeDescription: scopeName }),
      ]),
    );
    this.#resourceServer = this.userPool.addResourceServer('Audience', {
      identifier: TOKEN_AUDIENCE,
      scopes: [...this.#scopes.values()],
    });
    this.#domain = this.userPool.addDomain('Domain', {
      cognitoDomain: { domainPrefix: `${TOKEN_AUDIENCE}-${uniqueSuffix()}` },
    });
    this.#resourceServer.applyRemovalPolicy(RemovalPolicy.RETAIN);
    this.#domain.applyRemovalPolicy(RemovalPolicy.RETAIN);
  }

  /** `iss` of the tokens. Cognito says it itself, as its form differs between AWS partitions. */
  get issuer(): string {
    return this.userPool.userPoolProviderUrl;
  }

  get jwksUrl(): string {
    return `${this.issuer}/.well-known/jwks.json`;
  }

  get tokenUrl(): string {
    return `${this.#domain.baseUrl()}/oauth2/token`;
  }

  /** A client with a generated secret that may obtain tokens with these scopes and no others. */
  addClient(scope: Construct, name: string, scopes: readonly Scope[]): UserPoolClient {
    return new UserPoolClient(scope, `Client-${name}`, {
      userPool: this.userPool,
      userPoolClientName: name,
      generateSecret: true,
      accessTokenValidity: TOKEN_LIFETIME,
      oAuth: {
        flows: { clientCredentials: true },
        scopes: scopes.map((scopeName) =>
          OAuthScope.resourceServer(this.#resourceServer, this.#scopes.get(scopeName) as ResourceServerScope),
        ),
      },
    });
  }
}

/** Domains are unique in a whole region, so the UUID in the stack's id makes this one so. It stays with the stack. */
function uniqueSuffix(): string {
  return Fn.select(2, Fn.split('/', Aws.STACK_ID));
}
