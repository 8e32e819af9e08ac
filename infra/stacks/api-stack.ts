import { CfnOutput, Duration, Stack, type StackProps } from 'aws-cdk-lib';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import { BUNDLED_FILES } from '../../functions/docs/files.ts';
import type { ChangeLane as LaneName } from '../../shared/orders/ports.ts';
import type { ChangeLane } from '../constructs/change-lane.ts';
import { addHosts } from '../constructs/hosts.ts';
import { PublicGateway } from '../constructs/public-gateway.ts';
import { allowCourtMonths, allowItems } from '../constructs/registry-table.ts';
import { ServiceFunction } from '../constructs/service-function.ts';
import { TokenGateway } from '../constructs/token-gateway.ts';
import { TOKEN_AUDIENCE } from '../constructs/token-issuer.ts';
import type { StageSettings } from '../stages.ts';
import {
  CHECK_ROUTES,
  DOCS_ROUTES,
  HEALTH_ROUTE,
  INQUIRY_ROUTES,
  NOTICES_ROUTES,
  REGISTRY_ROUTES,
  type RouteKey,
  SIGNING_KEYS_ROUTE,
} from './routes.ts';
import type { ServiceData } from './service-data.ts';

export interface ApiStackProps extends StackProps {
  readonly data: ServiceData;
  readonly lanes: Readonly<Record<LaneName, ChangeLane>>;
  /** The queue of notices. */
  readonly notices: Queue;
  /** Base URL that redress references are added to. Absent: `/inquiry` of the public gateway. */
  readonly inquiryUrl?: string | undefined;
}

/** The gateway waits for 30 s. */
const GATEWAY_LIMIT = Duration.seconds(29);

/** What answers requests: two gateways, one for those who show a token and one for everybody, and their functions. */
export class ApiStack extends Stack {
  readonly gateway: TokenGateway;
  readonly publicGateway: PublicGateway;
  /** Base URL of what asks for a token, and of what does not. */
  readonly url: string;
  readonly publicUrl: string;
  /** Every function of the stack, for alarms and dashboards. */
  readonly functions: readonly ServiceFunction[];

  constructor(scope: Construct, id: string, { data, lanes, notices, inquiryUrl, ...props }: ApiStackProps) {
    super(scope, id, props);
    const { settings } = data;
    const authorizer = this.#addAuthorizer(data);
    this.gateway = new TokenGateway(this, 'HttpApi', { settings, authorizer });
    this.publicGateway = new PublicGateway(this, 'PublicApi', { settings, limits: INQUIRY_ROUTES });
    const { domain } = settings;
    this.url = domain ? `https://${domain.apiHost}` : this.gateway.apiEndpoint;
    this.publicUrl = domain ? `https://${domain.publicHost}` : this.publicGateway.baseUrl;

    const checks = this.#addCheckApi(data, inquiryUrl ?? `${this.publicUrl}/inquiry`);
    const registry = this.#addRegistryApi(data, lanes);
    const noticesApi = this.#addNoticesApi(data, notices);
    const inquiries = this.#addInquiryApi(data);
    const docs = this.#addDocs(data);
    this.functions = [authorizer, checks, registry, noticesApi, inquiries, docs];

    this.gateway.lead(checks, CHECK_ROUTES);
    this.gateway.lead(registry, REGISTRY_ROUTES);
    this.gateway.lead(noticesApi, NOTICES_ROUTES);
    this.publicGateway.lead(checks, [HEALTH_ROUTE]);
    this.publicGateway.lead(registry, [SIGNING_KEYS_ROUTE]);
    this.publicGateway.lead(docs, DOCS_ROUTES);
    this.publicGateway.lead(inquiries, Object.keys(INQUIRY_ROUTES) as RouteKey[]);
    if (domain)
      addHosts(this, { settings, domain, gateway: this.gateway, publicGateway: this.publicGateway });
    new CfnOutput(this, 'Url', { value: this.url, description: 'Base URL of what asks for a token' });
    new CfnOutput(this, 'PublicUrl', {
      value: this.publicUrl,
      description: 'Base URL of the inquiry, the public keys, the documentation and the state of health',
    });
  }

  #addAuthorizer(data: ServiceData): ServiceFunction {
    const authorizer = new ServiceFunction(this, 'Authorizer', {
      folder: 'authorizer',
      settings: data.settings,
      description: 'Tells the gateway whether a token is good and its client still known',
      environment: { REGISTRY_TABLE: data.table.tableName, ...tokenSettings(data) },
      memorySizeMb: 1_769,
      timeout: Duration.seconds(5),
      slowAfter: Duration.seconds(1),
    });
    allowItems(authorizer, data.table, { GetItem: ['clients'] });
    return authorizer;
  }

  #addCheckApi(data: ServiceData, inquiryUrl: string): ServiceFunction {
    const checks = new ServiceFunction(this, 'CheckApi', {
      folder: 'check-api',
      settings: data.settings,
      description: 'Answers whether a purchase may go ahead',
      environment: {
        REGISTRY_TABLE: data.table.tableName,
        SNAPSHOT_BUCKET: data.snapshots.bucketName,
        SUBJECT_KEY_SECRET_ARN: data.subjectKey.secretArn,
        SIGNING_KEY_SECRET_ARN: data.signingKey.secretArn,
        INQUIRY_URL: inquiryUrl,
        ...(data.settings.sandbox ? { SANDBOX: 'on' } : {}),
        ...tokenSettings(data),
        ...limitSettings(data, 'check'),
        ...scanningSettings(data),
      },
      // A whole virtual processor; the filter of 20 million keys takes 48 MB, twice while it is replaced.
      memorySizeMb: 1_769,
      slowAfter: Duration.seconds(1),
      // A check limits itself to one second. This is for what has no such limit, such as the first load of a snapshot:
      // ending that early would end the container with it, and the next one would begin from nothing.
      timeout: Duration.seconds(10),
    });
    allowItems(checks, data.table, {
      GetItem: ['clients', 'orders', 'snapshot', 'keyFingerprint', 'allowances', 'checkEffects'],
      BatchGetItem: ['orders'],
      Query: ['pointers', 'log'],
      PutItem: ['keyFingerprint', 'allowances', 'checkEffects'],
      UpdateItem: ['interceptions', 'clientCounts'],
      DeleteItem: ['interceptions'],
    });
    checks.allow(['s3:GetObject'], [data.snapshots.arnForObjects('*')]);
    checks.useKey(data.dataKey, ['Decrypt'], 's3');
    checks.readSecrets(data.subjectKey, data.signingKey);
    return checks;
  }

  #addRegistryApi(data: ServiceData, lanes: Readonly<Record<LaneName, ChangeLane>>): ServiceFunction {
    const registry = new ServiceFunction(this, 'RegistryApi', {
      folder: 'registry-api',
      settings: data.settings,
      description: 'Takes list changes and acts of courts, and shows what became of them',
      environment: {
        REGISTRY_TABLE: data.table.tableName,
        IMPOSITIONS_QUEUE_URL: lanes.impositions.queue.queueUrl,
        RELEASES_QUEUE_URL: lanes.releases.queue.queueUrl,
        SUBJECT_KEY_SECRET_ARN: data.subjectKey.secretArn,
        DOCUMENT_KEY_SECRET_ARN: data.documentKey.secretArn,
        DOCUMENT_KMS_KEY_ARN: data.documentsKey.keyArn,
        SIGNING_KEY_SECRET_ARN: data.signingKey.secretArn,
        AUDIT_BUCKET: data.audit.bucketName,
        ...tokenSettings(data),
        ...limitSettings(data, 'registry'),
      },
      memorySizeMb: 1_024,
      timeout: GATEWAY_LIMIT,
      slowAfter: Duration.seconds(5),
    });
    allowItems(registry, data.table, {
      GetItem: [
        'clients',
        'orders',
        'receipts',
        'keyFingerprint',
        'actClaims',
        'objections',
        'deadlines',
        'audit',
        'idempotentRequests',
      ],
      Query: ['objections', 'deadlines', 'reminders', 'interceptions', 'orderNotices', 'audit'],
      BatchGetItem: ['notices', 'orders'],
      PutItem: [
        'receipts',
        'keyFingerprint',
        'actClaims',
        'objections',
        'deadlines',
        'due',
        'audit',
        'idempotentRequests',
      ],
      UpdateItem: ['clientCounts'],
      DeleteItem: ['deadlines', 'due', 'idempotentRequests'],
    });
    allowCourtMonths(registry, data.table);
    registry.allow(['s3:ListBucket'], [data.audit.bucketArn]);
    registry.allow(['s3:GetObject'], [data.audit.arnForObjects('*')]);
    registry.useKey(data.dataKey, ['Decrypt'], 's3');
    registry.sendTo(lanes.impositions.queue, lanes.releases.queue);
    registry.readSecrets(data.subjectKey, data.documentKey, data.signingKey);
    // Documents are sealed here at intake, and opened here for their court.
    registry.useDocumentsKey(data.documentsKey, ['GenerateDataKey', 'Decrypt']);
    return registry;
  }

  #addNoticesApi(data: ServiceData, queue: Queue): ServiceFunction {
    const notices = new ServiceFunction(this, 'NoticesApi', {
      folder: 'notices-api',
      settings: data.settings,
      description: 'Lets operators set webhooks, ask for notices and acknowledge them',
      environment: {
        REGISTRY_TABLE: data.table.tableName,
        NOTICES_QUEUE_URL: queue.queueUrl,
        WEBHOOK_KEY_SECRET_ARN: data.webhookKey.secretArn,
        ...tokenSettings(data),
        ...limitSettings(data, 'notices'),
      },
      memorySizeMb: 1_024,
      timeout: GATEWAY_LIMIT,
      slowAfter: Duration.seconds(5),
    });
    allowItems(notices, data.table, {
      GetItem: ['clients', 'notices', 'webhooks', 'audit', 'idempotentRequests'],
      BatchGetItem: ['notices'],
      Query: ['notices', 'openNotices', 'noticeOperators', 'audit'],
      PutItem: ['notices', 'openNotices', 'webhooks', 'audit', 'idempotentRequests'],
      UpdateItem: ['clientCounts'],
      DeleteItem: ['openNotices', 'webhooks', 'idempotentRequests'],
    });
    notices.sendTo(queue);
    notices.readSecrets(data.webhookKey);
    return notices;
  }

  #addInquiryApi(data: ServiceData): ServiceFunction {
    const inquiries = new ServiceFunction(this, 'InquiryApi', {
      folder: 'inquiry-api',
      settings: data.settings,
      description: 'Tells people whether an order names them, and what they can do about it',
      environment: {
        REGISTRY_TABLE: data.table.tableName,
        SUBJECT_KEY_SECRET_ARN: data.subjectKey.secretArn,
        DOCUMENT_KEY_SECRET_ARN: data.documentKey.secretArn,
        DOCUMENT_KMS_KEY_ARN: data.documentsKey.keyArn,
      },
      memorySizeMb: 1_024,
      timeout: Duration.seconds(10),
      slowAfter: Duration.seconds(3),
    });
    allowItems(inquiries, data.table, {
      GetItem: ['keyFingerprint', 'audit'],
      BatchGetItem: ['orders'],
      Query: ['pointers', 'interceptions', 'audit'],
      PutItem: ['keyFingerprint', 'audit'],
      UpdateItem: ['rateCounters'],
    });
    inquiries.readSecrets(data.subjectKey, data.documentKey);
    inquiries.useDocumentsKey(data.documentsKey, ['Decrypt']);
    return inquiries;
  }

  /** Has no grant at all: what it answers lies beside its bundle. */
  #addDocs({ settings, tokenIssuer }: ServiceData): ServiceFunction {
    return new ServiceFunction(this, 'Docs', {
      folder: 'docs',
      settings,
      description: 'Serves the OpenAPI document and the page to read and try it',
      environment: { PUBLIC_URL: this.publicUrl, API_URL: this.url, TOKEN_URL: tokenIssuer.tokenUrl },
      memorySizeMb: 512,
      timeout: Duration.seconds(10),
      slowAfter: Duration.seconds(3),
      assets: BUNDLED_FILES,
    });
  }
}

/** The functions verify every token themselves, whatever the gateway has done. */
function tokenSettings({ tokenIssuer }: ServiceData) {
  return {
    TOKEN_ISSUER: tokenIssuer.issuer,
    TOKEN_JWKS_URL: tokenIssuer.jwksUrl,
    TOKEN_AUDIENCE,
  };
}

/** Settings that the stage leaves out keep the functions' own values. */
function limitSettings({ settings }: ServiceData, api: keyof NonNullable<StageSettings['limits']>) {
  const limits = settings.limits?.[api];
  return given({ CLIENT_RATE_PER_SECOND: limits?.ratePerSecond, CLIENT_BURST: limits?.burst });
}

function scanningSettings({ settings: { scanning = {} } }: ServiceData) {
  return given({
    SCANNING_DOCUMENTS: scanning.documents,
    SCANNING_OUTCOME_PERCENT: scanning.outcomePercent,
    SCANNING_THROTTLE: scanning.slowdown,
  });
}

function given(numbers: Readonly<Record<string, number | undefined>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(numbers).flatMap(([name, value]) => (value === undefined ? [] : [[name, String(value)]])),
  );
}
