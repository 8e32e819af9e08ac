import { ArnFormat, Fn, Stack, type StackProps } from 'aws-cdk-lib';
import { AccountRootPrincipal, PolicyDocument, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { CfnReplicaKey, type IKey, Key } from 'aws-cdk-lib/aws-kms';
import type { Bucket } from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import type { RegisterAccess } from '../constructs/registry-table.ts';
import type { SecretAccess } from '../constructs/service-function.ts';
import type { StageName, StageSettings } from '../stages.ts';
import type { DataStack } from './data-stack.ts';
import type { ReplicaStack } from './replica-stack.ts';
import type { ServiceData } from './service-data.ts';

export interface RegionalDataStackProps extends StackProps {
  readonly home: DataStack;
  readonly replica: ReplicaStack;
}

/**
 * What the functions of another region than home work with: this region's replica of the table, its copies of buckets
 * and secrets, and the documents key under its one id.
 */
export class RegionalDataStack extends Stack implements ServiceData {
  readonly stageName: StageName;
  readonly settings: StageSettings;
  readonly isHome = false;
  readonly table: RegisterAccess;
  readonly snapshots: Bucket;
  readonly audit: Bucket;
  readonly dataKey: IKey;
  readonly secretsKey: IKey;
  readonly documentsKey: IKey;
  readonly subjectKey: SecretAccess;
  readonly subjectKeyVersion: string;
  readonly documentKey: SecretAccess;
  readonly webhookKey: SecretAccess;
  readonly signingKey: SecretAccess;
  readonly tokenIssuer: ServiceData['tokenIssuer'];

  constructor(scope: Construct, id: string, { home, replica, ...props }: RegionalDataStackProps) {
    super(scope, id, props);
    this.settings = home.settings;
    this.stageName = home.stageName;
    this.snapshots = replica.snapshots;
    this.audit = replica.audit;
    this.dataKey = replica.dataKey;
    this.secretsKey = replica.secretsKey;
    this.subjectKeyVersion = home.subjectKeyVersion;
    const { issuer, jwksUrl, tokenUrl } = home.tokenIssuer;
    this.tokenIssuer = { issuer, jwksUrl, tokenUrl };
    const { tableName } = home.table;
    this.table = {
      tableName,
      tableArn: this.formatArn({ service: 'dynamodb', resource: 'table', resourceName: tableName }),
      encryptionKey: replica.dataKey,
    };
    // One key id in all regions: what was wrapped in one is unwrapped in any.
    const documents = new CfnReplicaKey(this, 'DocumentEncryption', {
      description: 'Consumption check: keys of order documents',
      primaryKeyArn: home.documentsKey.keyArn,
      // As CDK writes it for the primary key: the account's own policies decide who may use it.
      keyPolicy: new PolicyDocument({
        statements: [
          new PolicyStatement({
            principals: [new AccountRootPrincipal()],
            actions: ['kms:*'],
            resources: ['*'],
          }),
        ],
      }),
    });
    documents.applyRemovalPolicy(home.settings.removalPolicy);
    this.documentsKey = Key.fromKeyArn(this, 'Documents', documents.attrArn);
    const copyOf = (secret: SecretAccess): SecretAccess => ({
      secretArn: this.formatArn({
        service: 'secretsmanager',
        resource: 'secret',
        // The seventh part of the ARN at home is the name, with the suffix that all copies share.
        resourceName: Fn.select(6, Fn.split(':', secret.secretArn)),
        arnFormat: ArnFormat.COLON_RESOURCE_NAME,
      }),
      encryptionKey: replica.secretsKey,
    });
    this.subjectKey = copyOf(home.subjectKey);
    this.documentKey = copyOf(home.documentKey);
    this.webhookKey = copyOf(home.webhookKey);
    this.signingKey = copyOf(home.signingKey);
  }
}
