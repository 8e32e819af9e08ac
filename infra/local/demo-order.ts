/**
 * The demo's restriction order, as a court would send it. Everything in it is made up: the area code 999999 of the ID
 * number is allocated to no place, and no court has this code. Its ids are fixed, so sending it again changes nothing.
 */
const ORDER = {
  orderId: 'demo-order-1',
  version: 1,
  status: 'active',
  court: { code: '京0199', name: '示例人民法院', phone: '010-00000000' },
  caseNumber: '（2025）京0199执1号',
  basis: 'listed-defaulter',
  subject: {
    kind: 'person',
    name: '示例甲',
    role: 'debtor',
    documents: [{ type: 'resident-id', number: '999999199001010016' }],
  },
  items: ['air', 'rail-soft-sleeper', 'rail-emu', 'hotel'],
  period: { from: '2025-03-03T00:00:00+08:00', to: null },
  warnedAt: '2025-02-10T10:00:00+08:00',
  signedBy: 'president',
  servedAt: '2025-03-03T00:00:00+08:00',
  disclosure: 'public',
  grants: [],
} as const;

export const DEMO_ORDER_ID = ORDER.orderId;

export const DEMO_IMPOSITION = {
  changeId: '5f0c6a52-6c0e-4a5b-9b9e-0d3b1f6a7c01',
  order: ORDER,
} as const;

/** The end of the order: the debt is paid. What a clerk sends to release it. */
export const DEMO_RELEASE_ACT = { endReason: 'performed' } as const;

/** The same end as a court's own system sends it: the whole document at its next version. */
export const DEMO_RELEASE = {
  changeId: '5f0c6a52-6c0e-4a5b-9b9e-0d3b1f6a7c02',
  order: { ...ORDER, version: 2, status: 'released', endReason: 'performed' },
} as const;

/** Whom the order names: made up like all of it. */
export const DEMO_PERSON = { name: ORDER.subject.name, number: ORDER.subject.documents[0].number } as const;

/** A seat on a G train for the person of the demo's order. */
export const DEMO_CHECK = {
  purchase: { sector: 'rail', train: 'G101', seat: 'O' },
  subjects: [{ ref: 'p1', documents: ORDER.subject.documents }],
} as const;
