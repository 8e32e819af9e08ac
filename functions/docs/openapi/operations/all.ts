import type { Operation } from '../operation.ts';
import { ACT_OPERATIONS } from './acts.ts';
import { AUDIT_OPERATIONS } from './audit.ts';
import { CHECK_OPERATIONS } from './checks.ts';
import { INQUIRY_OPERATIONS } from './inquiries.ts';
import { LIST_CHANGE_OPERATIONS } from './list-changes.ts';
import { NOTICE_OPERATIONS } from './notices.ts';
import { OBJECTION_OPERATIONS } from './objections.ts';
import { ORDER_OPERATIONS } from './orders.ts';
import { SERVICE_OPERATIONS } from './service.ts';

/** Everything that the service answers to. */
export const ALL_OPERATIONS: readonly Operation[] = [
  ...CHECK_OPERATIONS,
  ...LIST_CHANGE_OPERATIONS,
  ...ORDER_OPERATIONS,
  ...ACT_OPERATIONS,
  ...OBJECTION_OPERATIONS,
  ...NOTICE_OPERATIONS,
  ...INQUIRY_OPERATIONS,
  ...AUDIT_OPERATIONS,
  ...SERVICE_OPERATIONS,
];
