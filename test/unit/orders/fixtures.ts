import { createDocumentCipher } from '../../../shared/adapters/secrets/document-cipher.ts';
import type { Clock } from '../../../shared/contracts/clock.ts';
import type { ChangeId, GrantId, OrderId } from '../../../shared/contracts/ids.ts';
import { type OrderDocument, orderDocumentField } from '../../../shared/contracts/list-change.ts';
import { createNameDigester } from '../../../shared/identity/name-digester.ts';
import { parseSubjectKey } from '../../../shared/identity/subject-key.ts';
import { createSubjectKeyer } from '../../../shared/identity/subject-keyer.ts';
import { createContentDigester } from '../../../shared/orders/content-digest.ts';
import type { Grant, OrderTerms, OrderVersion } from '../../../shared/orders/order.ts';
import type { QueuedChange } from '../../../shared/orders/ports.ts';
import { syntheticOrganizationCode, syntheticResidentId } from '../../fixtures/synthetic-documents.ts';

export const NOW_MS = Date.parse('2026-03-01T00:00:00Z');
export const HOUR_MS = 3_600_000;

export const ORGANIZATION = syntheticOrganizationCode(1);
export const NAME = '测试甲';

const SECRET = { version: 's1', key: new Uint8Array(32).fill(7) };

export const makers = {
  keyer: createSubjectKeyer(SECRET),
  names: createNameDigester(SECRET),
  digester: createContentDigester(SECRET),
  cipher: createDocumentCipher(async () => ({ version: 'd1', key: new Uint8Array(32).fill(9) })),
};

/** A clock that the test sets; both of its clocks move together. */
export function testClock(startMs = NOW_MS): Clock & { nowMs: number } {
  const clock = { nowMs: startMs, wallMs: () => clock.nowMs, monotonicMs: () => clock.nowMs };
  return clock;
}

export function changeIdOf(n: number): ChangeId {
  return `00000000-0000-4000-8000-${String(n).padStart(12, '0')}` as ChangeId;
}

/** An order document as a court sends it: in force against one synthetic person. */
export function documentAsSent(overrides: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    orderId: 'ord-1',
    version: 1,
    status: 'active',
    court: { code: '京0105', name: '测试法院', phone: '010-00000000' },
    caseNumber: '（2026）京0105执1234号',
    basis: 'listed-defaulter',
    subject: {
      kind: 'person',
      name: NAME,
      role: 'debtor',
      documents: [{ type: 'resident-id', number: syntheticResidentId(1) }],
    },
    items: ['air', 'rail-emu'],
    period: { from: '2026-01-01T00:00:00+08:00', to: null },
    warnedAt: '2025-12-01T00:00:00+08:00',
    signedBy: 'president',
    servedAt: '2025-12-20T00:00:00+08:00',
    disclosure: 'public',
    grants: [],
    ...overrides,
  };
}

export function orderDocument(overrides: Record<string, unknown> = {}): OrderDocument {
  return orderDocumentField.parse(documentAsSent(overrides));
}

export function changeAsSent(n: number, overrides: Record<string, unknown> = {}) {
  return { changeId: changeIdOf(n) as string, order: documentAsSent({ orderId: `ord-${n}`, ...overrides }) };
}

export function grantAsSent(overrides: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    grantId: 'g1',
    kind: 'necessity',
    items: ['air'],
    from: '2026-03-01T00:00:00+08:00',
    to: '2026-03-10T00:00:00+08:00',
    uses: null,
    approvedBy: 'court',
    ...overrides,
  };
}

/** The subject key of the n-th synthetic document in tests of what comes after intake. */
export function keyOf(n: number): string {
  return n.toString(16).padStart(32, '0');
}

export function subjectKeyOf(n: number) {
  return parseSubjectKey(keyOf(n));
}

export function terms(overrides: Partial<OrderTerms> = {}): OrderTerms {
  return {
    status: 'active',
    items: ['air', 'rail-emu'],
    period: { fromMs: NOW_MS - HOUR_MS, toMs: null },
    role: 'debtor',
    grants: [],
    nameDigest: 'ab'.repeat(16),
    ...overrides,
  };
}

export function grant(overrides: Partial<Grant> = {}): Grant {
  return {
    grantId: 'g1' as GrantId,
    kind: 'necessity',
    items: ['air'],
    fromMs: NOW_MS - HOUR_MS,
    toMs: NOW_MS + HOUR_MS,
    uses: null,
    approvedBy: 'court',
    ...overrides,
  };
}

export interface VersionSketch {
  readonly order?: string;
  readonly version?: number;
  readonly change?: number;
  readonly status?: OrderTerms['status'];
  readonly keys?: readonly number[];
  /** Keys of documents that this version clears; none of them is one of `keys` then. */
  readonly clears?: readonly number[];
  readonly acceptedAtMs?: number;
  /** The end of the period; open when left out. */
  readonly toMs?: number | null;
  readonly terms?: Partial<OrderTerms>;
}

/** A version of an order as it leaves intake. The change number defaults to the version. */
export function orderVersion({
  order = 'ord-1',
  version = 1,
  change = version,
  status = 'active',
  keys = [1],
  clears = [],
  acceptedAtMs = NOW_MS - HOUR_MS,
  toMs = null,
  terms: furtherTerms = {},
}: VersionSketch = {}): OrderVersion {
  const ended = status === 'released' || status === 'cancelled';
  return {
    orderId: order as OrderId,
    version,
    changeId: changeIdOf(change),
    acceptedAtMs,
    courtCode: '京0105',
    terms: terms({
      status,
      ...(ended ? { endReason: 'performed' } : {}),
      period: { fromMs: NOW_MS - HOUR_MS, toMs },
      ...furtherTerms,
    }),
    keys: keys.filter((key) => !clears.includes(key)).map(keyOf),
    ...(clears.length > 0 && { clearedKeys: clears.map(keyOf) }),
    secretVersion: 's1',
    sealedDocument: `d1.sealed-${order}-${version}-${change}`,
  };
}

export function queued(sketch: VersionSketch = {}): QueuedChange {
  return { change: orderVersion(sketch), contentDigest: 'cd'.repeat(16) };
}
