import type { OrderVersion } from '../../../shared/orders/order.ts';
import type { Run } from '../run.ts';
import { outranks } from './order-timelines.ts';
import type { Violation } from './violation.ts';

/**
 * I4 at rest: the greatest accepted document of each order governs, every change has its one final state and stands at
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

function hasEnded({ terms }: OrderVersion): boolean {
  return terms.status === 'released' || terms.status === 'cancelled';
}
