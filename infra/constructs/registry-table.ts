import { RemovalPolicy } from 'aws-cdk-lib';
import { AttributeType, Billing, ProjectionType, TableEncryptionV2, TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import {
  AUDIT_PREFIX,
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
  webhooks: itemKeys.webhook('' as OperatorId).pk,
  allowances: itemKeys.allowance('*' as OrderId, '').pk,
  checkEffects: itemKeys.checkEffects('*' as CheckId).pk,
  rateCounters: itemKeys.rateCounter('*', 0).pk,
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

/**
 * The table `registry`. Made as a global table with one replica: replicas in other regions can be added to it later,
 * which a plain table would have to be replaced for.
 */
export class RegistryTable extends TableV2 {
  constructor(scope: Construct, id: string) {
    super(scope, id, {
      partitionKey: { name: 'pk', type: AttributeType.STRING },
      sortKey: { name: 'sk', type: AttributeType.STRING },
      billing: Billing.onDemand(),
      encryption: TableEncryptionV2.awsManagedKey(),
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      timeToLiveAttribute: TIME_TO_LIVE_ATTRIBUTE,
      globalSecondaryIndexes: [
        {
          indexName: COURT_MONTHS_INDEX,
          partitionKey: { name: COURT_MONTH_ATTRIBUTE, type: AttributeType.STRING },
          projectionType: ProjectionType.INCLUDE,
          nonKeyAttributes: [...COURT_MONTHS_PROJECTION],
        },
      ],
      deletionProtection: true,
      removalPolicy: RemovalPolicy.RETAIN,
    });
  }
}

/** Lets a function do each action with items of the named kinds only, by their partition keys. */
export function allowItems(fn: ServiceFunction, table: TableV2, access: ItemAccess): void {
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
}

/**
 * Lets a function scan the table for its keys. A scan knows no partitions, so it is narrowed by attributes: nothing
 * but keys can be asked for, no document and no interception.
 */
export function allowScanOfKeys(fn: ServiceFunction, table: TableV2): void {
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
export function allowCourtMonths(fn: ServiceFunction, table: TableV2): void {
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
