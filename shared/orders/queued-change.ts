import * as z from 'zod';
import type { GrantId } from '../contracts/ids.ts';
import { RESTRICTED_ITEMS } from '../contracts/items.ts';
import {
  changeIdField,
  END_REASONS,
  GRANT_KINDS,
  ORDER_STATUSES,
  orderIdField,
  versionField,
} from '../contracts/list-change.ts';
import { SUBJECT_ROLES } from '../contracts/roles.ts';
import type { QueuedChange } from './ports.ts';

const keyedDigest = z.string().regex(/^[0-9a-f]{32}$/);
const items = z.array(z.enum(RESTRICTED_ITEMS)).min(1);

const queuedChange = z.strictObject({
  contentDigest: keyedDigest,
  change: z.strictObject({
    orderId: orderIdField,
    version: versionField,
    changeId: changeIdField,
    acceptedAtMs: z.int(),
    courtCode: z.string(),
    senderCourts: z.array(z.string()).exactOptional(),
    terms: z.strictObject({
      status: z.enum(ORDER_STATUSES),
      endReason: z.enum(END_REASONS).exactOptional(),
      items,
      period: z.strictObject({ fromMs: z.int(), toMs: z.int().nullable() }),
      role: z.enum(SUBJECT_ROLES),
      grants: z.array(
        z.strictObject({
          grantId: z.string().transform((text) => text as GrantId),
          kind: z.enum(GRANT_KINDS),
          items,
          fromMs: z.int(),
          toMs: z.int(),
          uses: z.int().min(1).nullable(),
          approvedBy: z.enum(['president', 'court']),
        }),
      ),
      continues: orderIdField.exactOptional(),
      nameDigest: keyedDigest,
      nameDigests: z.array(keyedDigest).exactOptional(),
    }),
    keys: z.array(keyedDigest),
    clearedKeys: z.array(keyedDigest).exactOptional(),
    secretVersion: z.string(),
    aliases: z.array(z.array(keyedDigest)).exactOptional(),
    sealedDocument: z.string(),
  }),
}) satisfies z.ZodType<QueuedChange>;

/** The text of a message; `readQueuedChange` reads it again. */
export function writeQueuedChange(change: QueuedChange): string {
  return JSON.stringify(change);
}

/** Reads the text of a message; `undefined` if it is not a change: queues are an edge like any other. */
export function readQueuedChange(text: string): QueuedChange | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  const parsed = queuedChange.safeParse(value);
  return parsed.success ? parsed.data : undefined;
}
