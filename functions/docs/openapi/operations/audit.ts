import { OPERATIONS } from '../../../../shared/contracts/scopes.ts';
import { json, type Operation } from '../operation.ts';
import { whole } from '../parameters.ts';
import { auditCheckpoints, auditEntries } from '../schemas/service.ts';

/** Fifteen digits. */
const LARGEST = 999_999_999_999_999;

export const AUDIT_OPERATIONS: readonly Operation[] = [
  {
    method: 'get',
    path: '/v1/audit/chains/{chain}/entries',
    id: 'listAuditEntries',
    tag: 'Audit',
    summary: 'Read a chain of the account',
    description:
      'In ascending sequence, to verify it. The reading is itself accounted for, before the answer.',
    access: [OPERATIONS],
    query: [
      { name: 'after', description: 'Entries behind this sequence.', schema: whole(0, LARGEST, 0) },
      { name: 'limit', description: 'How many a page holds at most.', schema: whole(1, 500, 200) },
    ],
    answers: { 200: { description: 'A page of entries.', content: json(auditEntries) } },
    problems: ['not-found'],
  },
  {
    method: 'get',
    path: '/v1/audit/checkpoints',
    id: 'listAuditCheckpoints',
    tag: 'Audit',
    summary: 'Read the signed checkpoints',
    description:
      'They stand where the register’s own writers cannot change them, and hold the chains to what they were.',
    access: [OPERATIONS],
    query: [
      {
        name: 'after',
        description: 'Checkpoints behind this name.',
        schema: { type: 'string', pattern: '^[A-Za-z0-9./-]{0,100}$', default: '' },
      },
    ],
    answers: { 200: { description: 'A page of checkpoints.', content: json(auditCheckpoints) } },
  },
];
