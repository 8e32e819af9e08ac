import type { ChangeId, GrantId, OrderId } from '../../shared/contracts/ids.ts';
import { laneOf } from '../../shared/orders/lanes.ts';
import { type Grant, hasEnded, type OrderVersion } from '../../shared/orders/order.ts';
import { writeQueuedChange } from '../../shared/orders/queued-change.ts';
import { keyOf, NAME_DIGEST, SECRET_VERSION } from './people.ts';
import type { PlannedEvent, PlannedGrant } from './plan.ts';
import { START_MS } from './scheduler.ts';
import type { Site } from './site.ts';

export type PlannedChange = Extract<PlannedEvent, { kind: 'change' }>;

/** A court sends a change: its receipt is claimed, and copies of the message travel towards the queue. */
export async function sendChange(site: Site, planned: PlannedChange): Promise<void> {
  const { history, register, queue, scheduler } = site;
  const change = versionOf(planned, scheduler.nowMs());
  const { changeId, orderId, version, acceptedAtMs } = change;
  const contentDigest = `${planned.twin}`.padStart(32, 'c');
  history.accepted.push({ atMs: acceptedAtMs, change });
  await register.receipts.claim({
    changeId,
    orderId,
    version,
    status: 'queued',
    contentDigest,
    acceptedAtMs,
  });
  const lane = laneOf(change, acceptedAtMs);
  const body = writeQueuedChange({ change, contentDigest });
  for (const afterMs of planned.arrivesAfterMs) queue.send(lane, body, afterMs);
}

function versionOf(planned: PlannedChange, nowMs: number): OrderVersion {
  const { order, version, twin, status, period, person, documents, clears } = planned;
  const orderId = `ord-${order}` as OrderId;
  const number = String(order * 10_000 + version * 10 + twin).padStart(12, '0');
  return {
    orderId,
    version,
    changeId: `00000000-0000-4000-8000-${number}` as ChangeId,
    acceptedAtMs: Math.trunc(nowMs),
    courtCode: '京0105',
    terms: {
      status,
      ...(hasEnded(status) ? { endReason: 'performed' } : {}),
      items: ['air', 'rail-emu', 'travel'],
      period: { fromMs: instant(period.fromMs), toMs: period.toMs === null ? null : instant(period.toMs) },
      role: 'debtor',
      grants: planned.grants.map(grantOf),
      nameDigest: NAME_DIGEST,
    },
    keys: documents
      .filter((document) => !clears.includes(document))
      .map((document) => keyOf(person, document))
      .sort(),
    ...(clears.length > 0 && { clearedKeys: clears.map((document) => keyOf(person, document)) }),
    secretVersion: SECRET_VERSION,
    sealedDocument: `d1.sealed-${orderId}-${version}-${twin}`,
  };
}

function grantOf({ grant, uses, fromMs, toMs }: PlannedGrant): Grant {
  return {
    grantId: `g${grant}` as GrantId,
    kind: uses === 1 ? 'single' : 'necessity',
    items: ['rail-emu'],
    fromMs: instant(fromMs),
    toMs: instant(toMs),
    uses,
    approvedBy: 'court',
  };
}

function instant(plannedMs: number): number {
  return START_MS + Math.trunc(plannedMs);
}
