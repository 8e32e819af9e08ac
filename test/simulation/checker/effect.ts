import type { OrderVersion } from '../../../shared/orders/order.ts';
import type { Run } from '../run.ts';
import { outranks } from './order-timelines.ts';
import type { Violation } from './violation.ts';

/**
 * I4 at rest: the greatest accepted document of each order governs until the end that all of them lead to, every change has its one final state and stands at
 * most once in the history of its order, and every denial that was answered under an ended order is named by the one
 * notice to its operator.
 */
export function judgeEffect(run: Run): readonly Violation[] {
  const complaints = [...changesOf(run), ...noticesOf(run)];
  if (!run.final.queueIsEmpty) complaints.push('messages were still in the queue');
  return complaints.map((what) => ({ invariant: 'I4', what }));
}

function changesOf({ history, final }: Run): string[] {
  const complaints: string[] = [];
  const receipts = new Map(final.receipts.map((receipt) => [receipt.changeId, receipt]));
  const records = new Map(final.orders.map((record) => [record.orderId, record]));
  const byOrder = Map.groupBy(
    history.accepted.map(({ change }) => change),
    ({ orderId }) => orderId,
  );
  for (const [orderId, changes] of byOrder) {
    const greatest = changes.reduce((best, change) => (outranks(change, best) ? change : best));
    const record = records.get(orderId);
    if (record?.changeId !== greatest.changeId) {
      complaints.push(`${orderId} ended with version ${record?.version}, not with ${greatest.version}`);
    }
    const cleared = clearedIn(changes);
    const keys = greatest.keys.filter((key) => !cleared.has(key));
    if (record?.keys.join() !== keys.join())
      complaints.push(`${orderId} matches other documents than it should`);
    const endMs = endOf(changes);
    if (record && !hasEnded(record) && record.terms.period.toMs !== endMs) {
      complaints.push(`${orderId} is in force until ${record.terms.period.toMs}, not until ${endMs}`);
    }
    const applied = record?.history.map(({ changeId }) => changeId) ?? [];
    if (new Set(applied).size !== applied.length) complaints.push(`${orderId} took a change twice`);
    for (const { changeId, version } of changes) {
      const status = receipts.get(changeId)?.status ?? 'missing';
      const shouldBe = applied.includes(changeId) ? ['applied'] : ['superseded', 'rejected'];
      if (!shouldBe.includes(status))
        complaints.push(`the receipt of ${orderId} version ${version} says ${status}`);
    }
  }
  const firstFinal = new Map<string, string>();
  for (const { receipt } of history.receipts) {
    const before = firstFinal.get(receipt.changeId);
    if (before === 'applied' && receipt.status !== 'applied') {
      complaints.push(`the receipt of ${receipt.orderId} version ${receipt.version} was taken back`);
    }
    firstFinal.set(receipt.changeId, receipt.status);
  }
  return complaints;
}

/** What any version of an order cleared matches nobody under it. */
function clearedIn(changes: readonly OrderVersion[]): ReadonlySet<string> {
  return new Set(changes.flatMap(({ clearedKeys = [] }) => clearedKeys));
}

/** Written without the code under test: what was accepted after an end can bring an earlier one and no later one. */
function endOf(changes: readonly OrderVersion[]): number | null {
  const inSequence = changes.toSorted((a, b) => a.version - b.version || (a.changeId < b.changeId ? -1 : 1));
  let endMs: number | null = null;
  for (const { acceptedAtMs, terms } of inSequence) {
    const askedMs = terms.period.toMs;
    const isTooLate: boolean = endMs !== null && acceptedAtMs >= endMs;
    endMs = isTooLate ? Math.min(endMs as number, askedMs ?? Number.POSITIVE_INFINITY) : askedMs;
  }
  return endMs;
}

function noticesOf({ history, final }: Run): string[] {
  const complaints: string[] = [];
  const ended = new Set(final.orders.filter(hasEnded).map(({ orderId }) => orderId));
  const notices = Map.groupBy(
    history.notices.map(({ notice }) => notice),
    ({ orderId, operatorId }) => `${operatorId} about ${orderId}`,
  );
  for (const [name, sent] of notices) {
    const ends = sent.filter(({ reason }) => reason === 'order-ended');
    if (ends.length > 1) complaints.push(`${ends.length} notices of an end to ${name}`);
    if (ends.some(({ orderId }) => !ended.has(orderId)))
      complaints.push(`a notice of an end to ${name}, which goes on`);
  }
  complaints.push(...noticesOfCleared({ history, final } as Run));
  const denied = new Set(
    history.checks.flatMap(({ operatorId, result }) =>
      result?.decision === 'deny' ? [`${operatorId}|${result.decisionId}`] : [],
    ),
  );
  const owed = new Map(
    history.interceptions
      .filter(({ key }) => ended.has(key.orderId) && denied.has(`${key.operatorId}|${key.decisionId}`))
      .map(({ key }) => [key.decisionId, key]),
  );
  for (const { decisionId, operatorId, orderId } of owed.values()) {
    const name = `${operatorId} about ${orderId}`;
    const told = notices
      .get(name)
      ?.some(({ reason, decisionIds }) => reason === 'order-ended' && decisionIds.includes(decisionId));
    if (!told) complaints.push(`no notice of a denial to ${name}`);
  }
  return complaints;
}

/** Of a document that was cleared every denial is told of, unless the end of its order is told instead. */
function noticesOfCleared({ history, final }: Run): string[] {
  const living = new Set(
    final.orders
      .filter((one) => !hasEnded(one) && one.terms.period.toMs === null)
      .map(({ orderId }) => orderId),
  );
  const changes = Map.groupBy(
    history.accepted.map(({ change }) => change),
    ({ orderId }) => orderId,
  );
  const told = new Set(history.notices.flatMap(({ notice }) => notice.decisionIds));
  const orders = new Map(history.interceptions.map(({ key }) => [key.decisionId, key.orderId]));
  return history.checks.flatMap(({ key, result }) => {
    const decisionId = result?.decision === 'deny' ? result.decisionId : undefined;
    const orderId = decisionId && orders.get(decisionId);
    if (orderId === undefined || !living.has(orderId) || told.has(decisionId as never)) return [];
    return clearedIn(changes.get(orderId) ?? []).has(key)
      ? [`no notice of a cleared document of ${orderId}`]
      : [];
  });
}

function hasEnded({ terms }: OrderVersion): boolean {
  return terms.status === 'released' || terms.status === 'cancelled';
}
