import { createDynamoDbActClaims } from '../../shared/adapters/dynamodb/act-claims.ts';
import { createDynamoDbAllowances } from '../../shared/adapters/dynamodb/allowances.ts';
import { createDynamoDbAuditEntries } from '../../shared/adapters/dynamodb/audit-entries.ts';
import { createDynamoDbChangeLog } from '../../shared/adapters/dynamodb/change-log.ts';
import { createDynamoDbCheckEffects } from '../../shared/adapters/dynamodb/check-effects.ts';
import { createDynamoDbClientCounters } from '../../shared/adapters/dynamodb/client-counters.ts';
import { createDynamoDbClients } from '../../shared/adapters/dynamodb/clients.ts';
import { createDynamoDbCourtMonths } from '../../shared/adapters/dynamodb/court-months.ts';
import { createDynamoDbDeadlines } from '../../shared/adapters/dynamodb/deadlines.ts';
import { createDynamoDbDueCursor } from '../../shared/adapters/dynamodb/due-cursor.ts';
import { createDynamoDbIdempotentRequests } from '../../shared/adapters/dynamodb/idempotent-requests.ts';
import { createDynamoDbInterceptions } from '../../shared/adapters/dynamodb/interceptions.ts';
import { createDynamoDbKeyState } from '../../shared/adapters/dynamodb/key-state.ts';
import { createDynamoDbListedKeys } from '../../shared/adapters/dynamodb/listed-keys.ts';
import { createDynamoDbNotices } from '../../shared/adapters/dynamodb/notices.ts';
import { createDynamoDbObjections } from '../../shared/adapters/dynamodb/objections.ts';
import { createDynamoDbOrders } from '../../shared/adapters/dynamodb/orders.ts';
import { createDynamoDbPointers } from '../../shared/adapters/dynamodb/pointers.ts';
import { createDynamoDbRateCounters } from '../../shared/adapters/dynamodb/rate-counters.ts';
import { createDynamoDbReceipts } from '../../shared/adapters/dynamodb/receipts.ts';
import { createDynamoDbReminders } from '../../shared/adapters/dynamodb/reminders.ts';
import { createDynamoDbRetention } from '../../shared/adapters/dynamodb/retention.ts';
import { createDynamoDbSnapshotManifests } from '../../shared/adapters/dynamodb/snapshot-manifests.ts';
import type { RegistryTable } from '../../shared/adapters/dynamodb/table.ts';
import { createDynamoDbWebhookEndpoints } from '../../shared/adapters/dynamodb/webhook-endpoints.ts';
import type {
  ChangeId,
  CheckId,
  DecisionId,
  NoticeId,
  OperatorId,
  OrderId,
} from '../../shared/contracts/ids.ts';
import type { Deadline } from '../../shared/due-process/deadline.ts';
import type { Reminder } from '../../shared/due-process/reminders.ts';
import type { Sequence } from '../../shared/filter/ports.ts';
import type { SubjectKey } from '../../shared/identity/subject-key.ts';
import type { Notice } from '../../shared/notices/notice.ts';
import { newNoticeRecord } from '../../shared/notices/notice-record.ts';
import type { LimitedApi } from '../../shared/rate-limits/ports.ts';
import type { FunctionName } from './synthesized.ts';

type Uses = readonly Promise<unknown>[];

export const orderId = 'ord-1' as OrderId;
export const changeId = '00000000-0000-4000-8000-000000000001' as ChangeId;
export const checkId = 'chk_1' as CheckId;
export const operatorId = 'operator' as OperatorId;
export const noticeId = 'ntc_1' as NoticeId;
export const key = Buffer.alloc(16, 1) as Uint8Array as SubjectKey;
export const interception = { orderId, operatorId, decisionId: 'dec_1' as DecisionId };

/** Documents of no content: only the keys of the items count here. */
const anything = { orderId, changeId, operatorId, checkId, acceptedAtMs: 1 } as never;
const allowance = { orderId, name: 'g1' } as never;
const CLOCK = { orderId, deadlineId: 'clock', dueAtMs: Date.parse('2026-01-01') } as unknown as Deadline;
const REMINDER = { ...CLOCK, addressee: '京0199', step: 'due', remindedAtMs: 1 } as unknown as Reminder;
const NOTICE: Notice = {
  noticeId,
  operatorId,
  orderId,
  reason: 'order-ended',
  decisionIds: [interception.decisionId],
  createdAtMs: 1,
};

/** What each function does with the table, through the very adapters that its `dependencies.ts` wires. */
export const USES: Readonly<Record<FunctionName, (table: RegistryTable) => Uses>> = {
  authorizer(table) {
    return useOfClients(table);
  },

  docs: () => [],

  canary: () => [],

  checkApi(table) {
    const log = createDynamoDbChangeLog(table);
    const orders = createDynamoDbOrders(table);
    const interceptions = createDynamoDbInterceptions(table);
    const allowances = createDynamoDbAllowances(table);
    const effects = createDynamoDbCheckEffects(table);
    return [
      ...useOfClients(table),
      log.head(),
      log.readAfter(1 as Sequence),
      createDynamoDbSnapshotManifests(table).current(),
      createDynamoDbPointers(table).findOrderIds([key]),
      orders.get(orderId),
      orders.getMany([orderId]),
      interceptions.countAgain(interception, {
        notBeforeMs: 1,
        atMs: 2,
        checkpoint: 'sale',
        lastCheckId: checkId,
      }),
      interceptions.withdraw(interception),
      interceptions.setOutcome(interception, 'sold'),
      allowances.read(allowance),
      allowances.write(allowance, { entries: [] }, 0),
      effects.put({ checkId, operatorId, effects: [], expiresAtMs: 1 } as never),
      effects.get(checkId),
      ...useOfLimits(table, 'check'),
      ...useOfFingerprint(table),
    ];
  },

  registryApi(table) {
    const receipts = createDynamoDbReceipts(table);
    const claims = createDynamoDbActClaims(table);
    const claim = { orderId, version: 2, ending: false, changeId, claimedAtMs: 1 };
    const objections = createDynamoDbObjections(table);
    const deadlines = createDynamoDbDeadlines(table);
    return [
      ...useOfClients(table),
      receipts.get(changeId),
      receipts.claim(anything),
      createDynamoDbOrders(table).get(orderId),
      createDynamoDbOrders(table).getMany([orderId]),
      claims.claim(claim),
      claims.takeOver(claim, claim),
      objections.get(orderId, 'obj_1' as never),
      objections.listByOrder(orderId),
      objections.write({ orderId, objectionId: 'obj_1', revision: 2 } as never),
      ...useOfClocks(deadlines),
      createDynamoDbReminders(table).listFor('京0199', 10),
      createDynamoDbInterceptions(table).listByOrder(orderId),
      createDynamoDbNotices(table).listByOrder(orderId),
      createDynamoDbCourtMonths(table).listByCourtMonth('京0199', '2026-01'),
      createDynamoDbAuditEntries(table).readAfter(0, 0, 10),
      ...useOfIdempotency(table),
      ...useOfLimits(table, 'registry'),
      ...useOfAudit(table),
      ...useOfFingerprint(table),
    ];
  },

  noticesApi(table) {
    const notices = createDynamoDbNotices(table);
    const webhooks = createDynamoDbWebhookEndpoints(table);
    const record = newNoticeRecord(NOTICE);
    return [
      ...useOfClients(table),
      notices.get(operatorId, noticeId),
      notices.list(operatorId, 'all', { limit: 10 }),
      notices.list(operatorId, 'parked', { limit: 10 }),
      notices.listOperators(),
      notices.update(record, { acknowledgedAtMs: 2 }),
      notices.update({ ...record, delivery: 'parked' }, { delivery: 'pending' }),
      webhooks.get(operatorId),
      webhooks.write({ operatorId, revision: 1 } as never, undefined),
      webhooks.remove(operatorId),
      ...useOfIdempotency(table),
      ...useOfLimits(table, 'notices'),
      ...useOfAudit(table),
    ];
  },

  inquiryApi(table) {
    return [
      createDynamoDbPointers(table).findOrderIds([key]),
      createDynamoDbOrders(table).getMany([orderId]),
      createDynamoDbInterceptions(table).listByOrder(orderId),
      createDynamoDbRateCounters(table).increment({ name: 'digest', windowFromMs: 0, windowToMs: 1 }),
      ...useOfAudit(table),
      ...useOfFingerprint(table),
    ];
  },

  releases: consumeChanges,
  impositions: consumeChanges,

  releaseNotices(table) {
    const notices = createDynamoDbNotices(table);
    const webhooks = createDynamoDbWebhookEndpoints(table);
    return [
      notices.get(operatorId, noticeId),
      notices.update(newNoticeRecord(NOTICE), { delivery: 'parked' }),
      notices.listOperators(),
      notices.list(operatorId, 'pending', { limit: 10 }),
      webhooks.get(operatorId),
      webhooks.write({ operatorId, revision: 2 } as never, { revision: 1, createdAtMs: 1 } as never),
      ...useOfAudit(table),
    ];
  },

  filterBuilder(table) {
    const log = createDynamoDbChangeLog(table);
    const manifests = createDynamoDbSnapshotManifests(table);
    return [
      log.head(),
      log.put(1 as Sequence, { kind: 'fence' }),
      createDynamoDbKeyState(table).read(),
      manifests.current(),
      manifests.moveForward({ name: 'n', sequence: 1, builtAtMs: 1 } as never),
      firstPage(createDynamoDbListedKeys(table).scan()),
    ];
  },

  deadlines(table) {
    const deadlines = createDynamoDbDeadlines(table);
    const cursor = createDynamoDbDueCursor(table);
    const notices = createDynamoDbNotices(table);
    const retention = createDynamoDbRetention(table);
    return [
      deadlines.listDue(CLOCK.dueAtMs, 100),
      deadlines.start(CLOCK),
      deadlines.stop(orderId, CLOCK.deadlineId),
      deadlines.noteStep(CLOCK, 'due'),
      deadlines.move(CLOCK, 1),
      retention.expireInterceptions(orderId, 1),
      retention.expireAllowances(orderId, 1),
      retention.expirePointers(orderId, [key], 1),
      retention.expireOrder(orderId, 1, 1),
      retention.keepInterceptions(orderId),
      retention.keepAllowances(orderId),
      retention.keepPointers(orderId, [key]),
      cursor.read(),
      cursor.write(CLOCK),
      cursor.write(undefined),
      createDynamoDbOrders(table).get(orderId),
      createDynamoDbObjections(table).get(orderId, 'obj_1' as never),
      createDynamoDbReminders(table).putOnce(REMINDER),
      createDynamoDbInterceptions(table).listByOrder(orderId),
      notices.get(operatorId, noticeId),
      notices.putOnce(NOTICE),
      ...useOfAudit(table),
    ];
  },

  auditCheckpoints(table) {
    const entries = createDynamoDbAuditEntries(table);
    return [entries.head(0), entries.get(0, 1)];
  },
};

function consumeChanges(table: RegistryTable): Uses {
  const log = createDynamoDbChangeLog(table);
  const orders = createDynamoDbOrders(table);
  const receipts = createDynamoDbReceipts(table);
  const interceptions = createDynamoDbInterceptions(table);
  const notices = createDynamoDbNotices(table);
  const objections = createDynamoDbObjections(table);
  const deadlines = createDynamoDbDeadlines(table);
  const retention = createDynamoDbRetention(table);
  return [
    orders.get(orderId),
    createDynamoDbKeyState(table).read(),
    orders.getMany([orderId]),
    orders.write(anything, undefined),
    createDynamoDbPointers(table).put(orderId, [key]),
    log.head(),
    log.put(1 as Sequence, { kind: 'keys', keys: [key] }),
    receipts.get(changeId),
    receipts.settle(anything),
    interceptions.listByOrder(orderId),
    interceptions.markNoticed({ ...interception, lastCheckId: checkId } as never, changeId),
    createDynamoDbAllowances(table).read(allowance),
    notices.get(operatorId, noticeId),
    notices.putOnce(NOTICE),
    objections.get(orderId, 'obj_1' as never),
    objections.listByOrder(orderId),
    objections.write({ orderId, objectionId: 'obj_1', revision: 2 } as never),
    ...useOfClocks(deadlines),
    deadlines.startNew(CLOCK),
    retention.expireInterceptions(orderId, 1),
    retention.expireAllowances(orderId, 1),
    retention.expirePointers(orderId, [key], 1),
    retention.expireOrder(orderId, 1),
    retention.keepInterceptions(orderId),
    retention.keepAllowances(orderId),
    retention.keepPointers(orderId, [key]),
    ...useOfAudit(table),
  ];
}

/** Whoever answers requests with a token asks whose it is. */
function useOfClients(table: RegistryTable): Uses {
  return [createDynamoDbClients(table).find('client' as never)];
}

function useOfFingerprint(table: RegistryTable): Uses {
  const state = createDynamoDbKeyState(table);
  return [state.read(), state.putOnce({ version: '1', fingerprint: 'f' })];
}

function useOfLimits(table: RegistryTable, api: LimitedApi): Uses {
  const counts = { passed: 1, documents: 0, subjects: 0, outcomes: 0 };
  return [createDynamoDbClientCounters(table).add({ clientId: 'client', api }, counts, 1)];
}

function useOfIdempotency(table: RegistryTable): Uses {
  const requests = createDynamoDbIdempotentRequests(table);
  const claim = { name: 'digest', content: 'digest', claimId: 'claim', claimedAtMs: 1 };
  return [
    requests.claim(claim),
    requests.takeOver(claim, claim),
    requests.keep(claim, 'sealed'),
    requests.free(claim),
  ];
}

function useOfClocks(deadlines: ReturnType<typeof createDynamoDbDeadlines>): Uses {
  return [deadlines.start(CLOCK), deadlines.stop(orderId, CLOCK.deadlineId), deadlines.listByOrder(orderId)];
}

/** What the trail does, which appends the next entry behind the head and looks at what stands there. */
function useOfAudit(table: RegistryTable): Uses {
  const entries = createDynamoDbAuditEntries(table);
  const entry = { chain: 0, seq: 1, previous: '', digest: 'd', events: [] };
  return [entries.head(0), entries.get(0, 1), entries.put(entry)];
}

async function firstPage(pages: AsyncIterable<unknown>): Promise<void> {
  for await (const _page of pages) return;
}
