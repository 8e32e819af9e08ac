import type { Example } from './example.ts';
import { DEBTOR, MISREAD, PASSENGER } from './made-up.ts';

const anybody = { sender: 'nobody' } as const;
const FORM = 'application/x-www-form-urlencoded';

export const INQUIRY_EXAMPLES: readonly Example[] = [
  {
    ...anybody,
    name: 'told',
    summary: 'An order that names the person',
    operation: 'inquire',
    body: {
      document: DEBTOR.document,
      name: DEBTOR.name,
      redressReference: '{{deny#/results/0/redress/reference}}',
    },
    status: 200,
  },
  {
    ...anybody,
    name: 'nothing-to-tell',
    summary: 'Nothing that may be told',
    operation: 'inquire',
    body: { document: DEBTOR.document, name: PASSENGER.name },
    status: 200,
  },
  {
    ...anybody,
    name: 'not-a-number',
    summary: 'A number that cannot be one',
    operation: 'inquire',
    body: { document: MISREAD, name: PASSENGER.name },
    status: 422,
  },
  {
    ...anybody,
    name: 'too-often',
    summary: 'The sixth inquiry of a day about one number',
    operation: 'inquire',
    body: { document: PASSENGER.document, name: PASSENGER.name },
    times: 6,
    status: 429,
  },
  {
    ...anybody,
    name: 'inquiry-page',
    summary: 'The form',
    operation: 'getInquiryPage',
    query: { lang: 'en' },
    status: 200,
  },
  {
    ...anybody,
    name: 'inquiry-form',
    summary: 'The form, filled in',
    operation: 'submitInquiryPage',
    text: {
      mediaType: FORM,
      content: new URLSearchParams({
        type: 'resident-id',
        number: DEBTOR.document.number,
        name: DEBTOR.name,
      }).toString(),
    },
    status: 200,
  },
  {
    ...anybody,
    name: 'inquiry-form-empty',
    summary: 'The form with nothing in it',
    operation: 'submitInquiryPage',
    text: { mediaType: FORM, content: 'type=resident-id' },
    status: 422,
  },
];

export const SERVICE_EXAMPLES: readonly Example[] = [
  { ...anybody, name: 'health', summary: 'In order', operation: 'getHealth', status: 200 },
  { ...anybody, name: 'signing-keys', summary: 'One key', operation: 'getSigningKeys', status: 200 },
  { ...anybody, name: 'token-keys', summary: 'One key', operation: 'getTokenKeys', status: 200 },
  { ...anybody, name: 'document', summary: 'This document', operation: 'getDocument', status: 200 },
  { ...anybody, name: 'reference', summary: 'The page', operation: 'getReference', status: 200 },
  {
    ...anybody,
    name: 'reference-asset',
    summary: 'Its script',
    operation: 'getReferenceAsset',
    path: { asset: 'start.js' },
    status: 200,
  },
  {
    ...anybody,
    name: 'no-such-asset',
    summary: 'A file that there is not',
    operation: 'getReferenceAsset',
    path: { asset: 'secrets.json' },
    status: 404,
  },
];

export const AUDIT_EXAMPLES: readonly Example[] = [
  {
    sender: 'demo-ops',
    name: 'audit-entries',
    summary: 'The first entry of a chain',
    operation: 'listAuditEntries',
    path: { chain: '8' },
    query: { limit: '1' },
    status: 200,
  },
  {
    sender: 'demo-ops',
    name: 'no-such-chain',
    summary: 'A chain that there is not',
    operation: 'listAuditEntries',
    path: { chain: '16' },
    status: 404,
  },
  {
    sender: 'demo-ops',
    name: 'audit-checkpoints',
    summary: 'The checkpoint that was made at the start',
    operation: 'listAuditCheckpoints',
    status: 200,
  },
];
