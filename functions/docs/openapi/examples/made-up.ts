/*
 * Whom and what the examples are about. Nobody has these numbers: the area code 999999 belongs to no place, and no
 * court has this code.
 */

const COURT = { code: '京0199', name: '示例人民法院', phone: '010-00000000' };

export const DEBTOR = { name: '示例乙', document: { type: 'resident-id', number: '99999919850615001X' } };
export const OFFICER = { name: '示例丙', document: { type: 'resident-id', number: '999999198808080029' } };
export const MISTAKEN = { name: '示例丁', document: { type: 'resident-id', number: '999999197912030035' } };
export const PASSENGER = { name: '示例戊', document: { type: 'resident-id', number: '999999199202290018' } };
/** Has the form of a number and a wrong check character. */
export const MISREAD = { type: 'resident-id', number: '999999199505050047' };

const COMMON = {
  version: 1,
  status: 'active',
  court: COURT,
  basis: 'listed-defaulter',
  period: { from: '2026-01-05T00:00:00+08:00', to: null },
  warnedAt: '2025-12-01T10:00:00+08:00',
  signedBy: 'president',
  servedAt: '2026-01-05T09:00:00+08:00',
  disclosure: 'public',
  grants: [],
} as const;

/** An order against somebody who owes a debt. */
export const DEBTORS_ORDER = {
  ...COMMON,
  orderId: 'ord-1001',
  caseNumber: '（2026）京0199执1001号',
  subject: { kind: 'person', name: DEBTOR.name, role: 'debtor', documents: [DEBTOR.document] },
  items: ['air', 'rail-soft-sleeper', 'rail-emu', 'hotel'],
};

/** An order against somebody because of an office. */
export const OFFICERS_ORDER = {
  ...COMMON,
  orderId: 'ord-1002',
  caseNumber: '（2026）京0199执1002号',
  subject: {
    kind: 'person',
    name: OFFICER.name,
    role: 'legal-representative',
    of: '91999999MA0000001N',
    documents: [OFFICER.document],
  },
  items: ['air', 'rail-emu'],
};

/** An order that should not have been made. */
export const MISTAKEN_ORDER = {
  ...COMMON,
  orderId: 'ord-1003',
  caseNumber: '（2026）京0199执1003号',
  subject: { kind: 'person', name: MISTAKEN.name, role: 'debtor', documents: [MISTAKEN.document] },
  items: ['property', 'vehicle'],
};

export const CHANGE_IDS = {
  debtors: '2b9b1f64-7d0a-4c1e-8f51-0a1b2c3d4e01',
  officers: '2b9b1f64-7d0a-4c1e-8f51-0a1b2c3d4e02',
  mistaken: '2b9b1f64-7d0a-4c1e-8f51-0a1b2c3d4e03',
  unsigned: '2b9b1f64-7d0a-4c1e-8f51-0a1b2c3d4e04',
} as const;

export const TRAIN = { sector: 'rail', train: 'G101', seat: 'O' } as const;
