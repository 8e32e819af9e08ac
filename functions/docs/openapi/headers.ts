import type { JsonObject } from './json.ts';

const wholeSeconds: JsonObject = { type: 'integer', minimum: 0 };

/** Headers of answers. */
export const HEADERS = {
  'x-request-id': {
    description: 'Names the request: the one that was sent, if it may stand in a log, or a new one.',
    required: true,
    schema: { type: 'string', pattern: '^[A-Za-z0-9._-]+$' },
  },
  'retry-after': {
    description: 'Ask again after so many seconds (RFC 9110, section 10.2.3).',
    required: true,
    schema: wholeSeconds,
  },
  'www-authenticate': {
    description: 'How to authenticate (RFC 6750, section 3; RFC 7617).',
    required: true,
    schema: { type: 'string', minLength: 1 },
  },
  location: {
    description: 'Where to ask what became of it.',
    required: true,
    schema: { type: 'string', minLength: 1 },
  },
  'idempotency-replayed': {
    description: '`true` if this is the answer that an earlier request under the same Idempotency-Key got.',
    schema: { type: 'string', enum: ['true'] },
  },
  etag: {
    description: 'Changes with what is answered: send it as `If-None-Match` next time.',
    required: true,
    schema: { type: 'string', minLength: 1 },
  },
} as const satisfies Readonly<Record<string, JsonObject>>;

export type HeaderName = keyof typeof HEADERS;
