import { Aws, Fn, type RemovalPolicy } from 'aws-cdk-lib';
import {
  FeaturePlan,
  Mfa,
  ResourceServerScope,
  UserPool,
  type UserPoolDomain,
} from 'aws-cdk-lib/aws-cognito';
import { Construct } from 'constructs';
import { SCOPES } from '../../shared/contracts/scopes.ts';

/** Whom access tokens are for; Cognito puts it in front of each scope. */
export const TOKEN_AUDIENCE = 'consumption-check';

export interface TokenIssuerProps {
  readonly removalPolicy: RemovalPolicy;
  readonly deletionProtection: boolean;
}

/**
 * Cognito as the issuer of access tokens for machines. There are no users and nobody can sign up. Clients are not part
 * of the template: taking one on makes an app client and a record in the register, in one command of the CLI.
 */
export class TokenIssuer extends Construct {
  readonly userPool: UserPool;
  readonly #domain: UserPoolDomain;

  constructor(scope: Construct, id: string, { removalPolicy, deletionProtection }: TokenIssuerProps) {
    super(scope, id);
    this.userPool = new UserPool(this, 'Pool', {
      featurePlan: FeaturePlan.LITE,
      selfSignUpEnabled: false,
      mfa: Mfa.OFF,
      // Of users that there are not; a pool whose policy is weak is one that somebody may begin to use.
      passwordPolicy: {
        minLength: 16,
        requireDigits: true,
        requireLowercase: true,
        requireSymbols: true,
        requireUppercase: true,
      },
      deletionProtection,
      removalPolicy,
    });
    const resourceServer = this.userPool.addResourceServer('Audience', {
      identifier: TOKEN_AUDIENCE,
      scopes: SCOPES.map((scopeName) => new ResourceServerScope({ scopeName, scopeDescription: scopeName })),
    });
    this.#domain = this.userPool.addDomain('Domain', {
      cognitoDomain: { domainPrefix: `${TOKEN_AUDIENCE}-${uniqueSuffix()}` },
    });
    resourceServer.applyRemovalPolicy(removalPolicy);
    this.#domain.applyRemovalPolicy(removalPolicy);
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
}

/** Domains are unique in a whole region, so the UUID in the stack's id makes this one so. It stays with the stack. */
function uniqueSuffix(): string {
  return Fn.select(2, Fn.split('/', Aws.STACK_ID));
}
