import { Duration } from 'aws-cdk-lib';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import type { ServiceData } from '../stacks/service-data.ts';
import { Every } from './every.ts';
import { ServiceFunction } from './service-function.ts';

export interface CanaryProps {
  readonly data: Pick<ServiceData, 'settings' | 'secretsKey'>;
  /** Base URL of what asks for a token. */
  readonly apiUrl: string;
  readonly tokenUrl: string;
}

const EVERY = Duration.minutes(1);

/**
 * The canary: an order that is imposed, checked and released each minute, over the API as any court and any operator
 * does it. It may read its own credentials and nothing else.
 */
export class Canary extends Construct {
  readonly fn: ServiceFunction;
  /** `{"clientId": …, "clientSecret": …}`, filled in by whoever makes its client; see `infra/observability.md`. */
  readonly credentials: Secret;

  constructor(scope: Construct, id: string, { data, apiUrl, tokenUrl }: CanaryProps) {
    super(scope, id);
    this.credentials = new Secret(this, 'Credentials', {
      description: 'Consumption check: what the canary is known by, {"clientId": …, "clientSecret": …}',
      encryptionKey: data.secretsKey,
      generateSecretString: {
        secretStringTemplate: JSON.stringify({ clientId: '' }),
        generateStringKey: 'clientSecret',
      },
      removalPolicy: data.settings.removalPolicy,
    });
    this.fn = new ServiceFunction(this, 'Function', {
      folder: 'canary',
      settings: data.settings,
      description: 'Imposes, checks and releases an order of its own, each minute',
      environment: {
        CANARY_API_URL: apiUrl,
        CANARY_TOKEN_URL: tokenUrl,
        CANARY_CREDENTIALS_SECRET_ARN: this.credentials.secretArn,
      },
      memorySizeMb: 256,
      // A run gives up after 50 s by itself.
      timeout: Duration.seconds(55),
      dropEventsAfter: EVERY,
    });
    this.fn.readSecrets(this.credentials);
    new Every(this, 'Schedule', { fn: this.fn, interval: EVERY, description: 'A run of the canary' });
  }
}
