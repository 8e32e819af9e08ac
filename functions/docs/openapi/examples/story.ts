import { ACT_EXAMPLES, IMPOSING_EXAMPLES, OBJECTION_EXAMPLES, ORDER_EXAMPLES } from './courts.ts';
import type { Example } from './example.ts';
import { NOTICE_EXAMPLES, WEBHOOK_EXAMPLES } from './notices.ts';
import { CHECK_EXAMPLES, FIRST_CHECK_EXAMPLES, TOKEN_EXAMPLES, UNDETERMINED_EXAMPLE } from './operators.ts';
import { AUDIT_EXAMPLES, INQUIRY_EXAMPLES, SERVICE_EXAMPLES } from './public.ts';

/** What is told to one running service, in this sequence: three orders, from the first check to the last notice. */
export const TOLD_IN_SEQUENCE: readonly Example[] = [
  ...SERVICE_EXAMPLES,
  ...TOKEN_EXAMPLES,
  ...FIRST_CHECK_EXAMPLES,
  ...IMPOSING_EXAMPLES,
  ...WEBHOOK_EXAMPLES,
  ...CHECK_EXAMPLES,
  ...ORDER_EXAMPLES,
  ...INQUIRY_EXAMPLES,
  ...OBJECTION_EXAMPLES,
  ...ACT_EXAMPLES,
  ...NOTICE_EXAMPLES,
  ...AUDIT_EXAMPLES,
];

/** Every example of a request. */
export const STORY: readonly Example[] = [...TOLD_IN_SEQUENCE, UNDETERMINED_EXAMPLE];

/** What a receiver is sent in the course of it. */
export const WEBHOOK_EXAMPLE = { name: 'denials-lifted', summary: 'A denied seat may be sold' } as const;
