import type { RemovalPolicy } from 'aws-cdk-lib';
import {
  AttributeType,
  Billing,
  type CfnGlobalTable,
  MultiRegionConsistency,
  ProjectionType,
  TableEncryptionV2,
  TableV2,
} from 'aws-cdk-lib/aws-dynamodb';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { Construct } from 'constructs';
import {
  AUDIT_PREFIX,
  CLIENTS_PARTITION,
  COURT_MONTH_ATTRIBUTE,
  COURT_MONTH_PREFIX,
  COURT_MONTHS_INDEX,
  COURT_MONTHS_PROJECTION,
  deadlinePartition,
  duePartition,
  interceptionPartition,
  itemKeys,
  LOG_PARTITION,
  NOTICE_OPERATORS_PARTITION,
  noticePartition,
  objectionPartition,
  openNoticesPartition,
  orderNoticesPartition,
  reminderPartition,
  SUBJECT_PREFIX,
  TIME_TO_LIVE_ATTRIBUTE,
} from '../../shared/adapters/dynamodb/keys.ts';
import type { ChangeId, CheckId, OperatorId, OrderId } from '../../shared/contracts/ids.ts';
import type { ServiceFunction } from './service-function.ts';

/** The partitions of each kind of item, as patterns of IAM. Made by the key table itself, so they cannot differ. */
export const PARTITIONS = {
  orders: itemKeys.order('*' as OrderId).pk,
  pointers: `${SUBJECT_PREFIX}*`,
  log: LOG_PARTITION,
  snapshot: itemKeys.snapshotManifest().pk,
  keyFingerprint: itemKeys.keyFingerprint().pk,
  interceptions: interceptionPartition('*' as OrderId),
  receipts: itemKeys.receipt('*' as ChangeId).pk,
  actClaims: itemKeys.actClaim('*' as OrderId, 1, false).pk,
  notices: noticePartition('*' as OperatorId),
  openNotices: openNoticesPartition('*' as OperatorId),
  orderNotices: orderNoticesPartition('*' as OrderId),
  noticeOperators: NOTICE_OPERATORS_PARTITION,
  clients: CLIENTS_PARTITION,
  webhooks: itemKeys.webhook('' as OperatorId).pk,
  allowances: itemKeys.allowance('*' as OrderId, '').pk,
  checkEffects: itemKeys.checkEffects('*' as CheckId).pk,
  rateCounters: itemKeys.rateCounter('*', 0).pk,
  clientCounts: itemKeys.clientCounts('*', 'check').pk,
  idempotentRequests: itemKeys.idempotentRequest('*').pk,
  audit: `${AUDIT_PREFIX}*`,
  objections: objectionPartition('*' as OrderId),
  deadlines: deadlinePartition('*' as OrderId),
  due: duePartition('*'),
  dueCursor: itemKeys.dueCursor().pk,
  reminders: reminderPartition('*'),
} as const;

export type ItemKind = keyof typeof PARTITIONS;

type ItemAction =
  | 'GetItem'
  | 'BatchGetItem'
  | 'Query'
  | 'PutItem'
  | 'UpdateItem'
  | 'DeleteItem'
  | 'BatchWriteItem';

/** What a function does with items: for each action the kinds that it touches. */
export type ItemAccess = Readonly<Partial<Record<ItemAction, readonly ItemKind[]>>>;

/** What a function needs to know of the register, in whichever region it runs. */
export interface RegisterAccess {
  readonly tableName: string;
  readonly tableArn: string;
  /** The key that this region's replica is encrypted with. */
  readonly encryptionKey: IKey;
}

export interface RegistryTableProps {
  readonly encryptionKey: IKey;
  readonly removalPolicy: RemovalPolicy;
  readonly deletionProtection: boolean;
  /** Two more regions of the set that the stack's own region belongs to, with their keys. Absent: one region. */
  readonly replicas?: readonly { readonly region: string; readonly encryptionKey: IKey }[];
}

/**
 * The table `registry`.
 *
 * With replicas it has multi-region strong consistency: a write is acknowledged when another region has it too, and a
 * strongly consistent read sees it from every region, which I1, I2 and I3 stand on. DynamoDB has no time to live in that
 * mode. A table that holds items cannot be made such a one, so this is chosen before the first deployment.
 */
export class RegistryTable extends TableV2 implements RegisterAccess {
  override readonly encryptionKey: IKey;

  constructor(scope: Construct, id: string, props: RegistryTableProps) {
    const { encryptionKey, replicas } = props;
    super(scope, id, {
      partitionKey: { name: 'pk', type: AttributeType.STRING },
      sortKey: { name: 'sk', type: AttributeType.STRING },
      billing: Billing.onDemand(),
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      globalSecondaryIndexes: [
        {
          indexName: COURT_MONTHS_INDEX,
          partitionKey: { name: COURT_MONTH_ATTRIBUTE, type: AttributeType.STRING },
          projectionType: ProjectionType.INCLUDE,
          nonKeyAttributes: [...COURT_MONTHS_PROJECTION],
        },
      ],
      deletionProtection: props.deletionProtection,
      removalPolicy: props.removalPolicy,
      ...(replicas
        ? {
            encryption: TableEncryptionV2.customerManagedKey(
              encryptionKey,
              Object.fromEntries(replicas.map(({ region, encryptionKey: { keyArn } }) => [region, keyArn])),
            ),
            multiRegionConsistency: MultiRegionConsistency.STRONG,
            replicas: replicas.map(({ region }) => ({ region })),
          }
        : {
            encryption: TableEncryptionV2.awsManagedKey(),
            timeToLiveAttribute: TIME_TO_LIVE_ATTRIBUTE,
          }),
    });
    this.encryptionKey = encryptionKey;
    // CDK refuses a key of ours in a stack that is bound to no region.
    if (!replicas)
      (this.node.defaultChild as CfnGlobalTable).addPropertyOverride(
        'Replicas.0.SSESpecification.KMSMasterKeyId',
        encryptionKey.keyArn,
      );
  }
}

const READS: ReadonlySet<string> = new Set<ItemAction>(['GetItem', 'BatchGetItem', 'Query']);

/** DynamoDB asks for these in the name of whoever reads or writes a table with a key of the account's. */
const KEY_FOR_READING = ['Decrypt', 'DescribeKey'] as const;
const KEY_FOR_WRITING = ['Encrypt', 'GenerateDataKey', 'ReEncryptFrom', 'ReEncryptTo'] as const;

/** Lets a function do each action with items of the named kinds only, by their partition keys. */
export function allowItems(fn: ServiceFunction, table: RegisterAccess, access: ItemAccess): void {
  for (const [action, kinds] of Object.entries(access)) {
    fn.addToRolePolicy(
      new PolicyStatement({
        actions: [`dynamodb:${action}`],
        resources: [table.tableArn],
        conditions: {
          'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': kinds.map((kind) => PARTITIONS[kind]) },
        },
      }),
    );
  }
  const writes = Object.keys(access).some((action) => !READS.has(action));
  fn.useKey(
    table.encryptionKey,
    writes ? [...KEY_FOR_READING, ...KEY_FOR_WRITING] : KEY_FOR_READING,
    'dynamodb',
  );
}

/**
 * Lets a function scan the table for its keys. A scan knows no partitions, so it is narrowed by attributes: nothing
 * but keys can be asked for, no document and no interception.
 */
export function allowScanOfKeys(fn: ServiceFunction, table: RegisterAccess): void {
  fn.addToRolePolicy(
    new PolicyStatement({
      actions: ['dynamodb:Scan'],
      resources: [table.tableArn],
      conditions: {
        'ForAllValues:StringEquals': { 'dynamodb:Attributes': ['pk', 'sk'] },
        StringEqualsIfExists: { 'dynamodb:Select': 'SPECIFIC_ATTRIBUTES' },
      },
    }),
  );
}

/** Lets a function read by the index what the denials of courts are counted by; the index holds nothing else. */
export function allowCourtMonths(fn: ServiceFunction, table: RegisterAccess): void {
  fn.addToRolePolicy(
    new PolicyStatement({
      actions: ['dynamodb:Query'],
      resources: [`${table.tableArn}/index/${COURT_MONTHS_INDEX}`],
      conditions: {
        'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': [`${COURT_MONTH_PREFIX}*`] },
      },
    }),
  );
}
