import * as z from 'zod';
import { CHAINS } from '../../../../shared/audit/chains.ts';
import { AUDIT_ACTS } from '../../../../shared/audit/event.ts';
import { described, named } from '../registry.ts';
import { count } from './common.ts';

/* Health, keys, tokens and the account of acts. */

export const health = named(
  'Health',
  z.strictObject({
    status: z.enum(['ok', 'degraded']),
    follower: z.strictObject({
      seq: count(),
      ageMs: count().nullable(),
      keys: count(),
      snapshotSeq: count(),
      unusable: z.enum(['cold', 'behind-required-snapshot', 'clock-went-back', 'stale']).optional(),
      refused: z.strictObject({ reason: z.string().min(1), detail: z.string() }).optional(),
    }),
  }),
  'Whether this container may say "not listed" from memory, and how fresh that knowledge is. `degraded`: every check reads the register, which is slower and as right.',
);

const base64url = z.string().regex(/^[A-Za-z0-9_-]+$/);

export const signingKeys = named(
  'SigningKeys',
  z.strictObject({
    keys: z
      .array(
        z.strictObject({
          kty: z.literal('OKP'),
          crv: z.literal('Ed25519'),
          x: base64url,
          kid: base64url,
          alg: z.enum(['EdDSA', 'Ed25519']),
          use: z.literal('sig'),
        }),
      )
      .min(1),
  }),
  'A JSON Web Key Set (RFC 7517): every key that statements of the service were ever signed with.',
);

export const tokenKeys = named(
  'TokenKeys',
  z.strictObject({
    keys: z
      .array(
        z.strictObject({
          kty: z.literal('EC'),
          crv: z.literal('P-256'),
          x: base64url,
          y: base64url,
          kid: base64url,
          alg: z.literal('ES256'),
          use: z.literal('sig').optional(),
        }),
      )
      .min(1),
  }),
  'A JSON Web Key Set (RFC 7517) that access tokens are verified with.',
);

export const tokenRequest = named(
  'TokenRequest',
  z.object({ grant_type: z.literal('client_credentials'), scope: z.string().optional() }),
  'The client credentials grant (RFC 6749, section 4.4).',
);
described(tokenRequest.shape, {
  scope: 'Scopes separated by blanks; all scopes of the client if it is left out.',
});

export const token = named(
  'Token',
  z.strictObject({
    access_token: z.string().regex(/^[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+$/),
    token_type: z.literal('Bearer'),
    expires_in: z.int().min(1),
    scope: z.string(),
  }),
  'An access token (RFC 9068), valid for `expires_in` seconds. Obtain a new one when it is about to expire, not for each request.',
);

export const tokenRefusal = named(
  'TokenRefusal',
  z.strictObject({
    error: z.enum(['invalid_request', 'invalid_client', 'invalid_scope', 'unsupported_grant_type']),
    error_description: z.string().min(1),
  }),
  'Why no token was given, in the form of RFC 6749, section 5.2.',
);

const auditedEvent = z.strictObject({
  atMs: count(),
  actor: z.string().min(1),
  staff: z.string().min(1).optional(),
  act: z.enum(AUDIT_ACTS),
  orders: z.array(
    z.strictObject({
      orderId: z.string().min(1),
      version: z.int().min(1).optional(),
      changeId: z.string().min(1).optional(),
    }),
  ),
  law: z.string().min(1).optional(),
  requestId: z.string().min(1).optional(),
  facts: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).optional(),
});

const chain = z
  .int()
  .min(0)
  .max(CHAINS - 1);
const digest = z.string().regex(/^[A-Za-z0-9_-]{43}$/);

export const auditEntries = named(
  'AuditEntries',
  z.strictObject({
    chain,
    entries: z.array(
      named(
        'AuditEntry',
        z.strictObject({
          chain,
          seq: z.int().min(1),
          previous: digest,
          events: z.array(z.strictObject({ eventId: z.string().min(1), event: auditedEvent })),
          digest,
        }),
        'One link of a chain: `digest` is the SHA-256 over the canonical JSON (RFC 8785) of all else, `previous` that of the entry before.',
      ),
    ),
    next: z.int().min(1).optional(),
  }),
  'A page of a chain. Events hold ids alone: no name, no document number.',
);
described(auditEntries.shape, { next: 'Pass it as `after` to get the next page; absent on the last.' });

export const auditCheckpoints = named(
  'AuditCheckpoints',
  z.strictObject({
    checkpoints: z.array(z.strictObject({ name: z.string().min(1), statement: z.string().min(1) })),
    next: z.string().min(1).optional(),
  }),
  'Signed checkpoints: where every chain stood at an instant, as compact JWS of the type `audit-checkpoint+json`.',
);
