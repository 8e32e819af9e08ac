import { RECEIVER_URL } from '../../../functions/docs/openapi/examples/notices.ts';
import type { Json, JsonObject } from '../../../functions/docs/openapi/json.ts';

/** What stands in an answer for what is of this run alone. */
const THEN = '2026-12-01T09:30:00.000+08:00';
const A_DAY_LATER = '2026-12-02T09:30:00.000+08:00';
const THEN_MS = Date.parse(THEN);
const SERVICE_URL = 'https://api.consumption-check.example';
const JWS = 'header.statement.signature';

/** Fields that hold something of this run alone, whatever it is. */
const BY_NAME: Readonly<Record<string, Json>> = {
  previousSecretsEndAt: A_DAY_LATER,
  atMs: THEN_MS,
  seq: 42,
  snapshotSeq: 40,
  ageMs: 310,
  keys: 3,
  ageSeconds: 12,
  oldestUnacknowledgedAgeMs: 12_000,
  access_token: 'header.claims.signature',
  statement: JWS,
  salt: 'c2FsdC1vZi1vbmUtc3ViamVjdA',
  secret: 'whsec_bWFkZS11cC1zZWNyZXQtb2YtYW4tZXhhbXBsZQ==',
  digest: 'ZGlnZXN0LW9mLXRoaXMtZW50cnktb2YtdGhlLWNoYWk',
  eventId: 'evt-1',
  x: 'cHVibGljLWtleS1vZi1hbi1leGFtcGxlLTEyMzQ1Njc',
  y: 'cHVibGljLWtleS1vZi1hbi1leGFtcGxlLTc2NTQzMjE',
  kid: 'dGh1bWJwcmludC1vZi10aGlzLWtleS0xMjM0NTY3ODk',
};

/** Ids that are made anew in each run, and the form of those that stand for them. */
const IDS: readonly (readonly [RegExp, (place: number) => string])[] = [
  [/chk_[A-Za-z0-9-]{36}/g, (place) => `chk_00000000-0000-4000-8000-${padded(place, 12)}`],
  [/dec_[A-Za-z0-9_-]{22}/g, (place) => `dec_made-up-decision-${padded(place, 4)}`],
  [/rdr_[0-9A-Z]{16}/g, (place) => `rdr_EXAMPXE0000${padded(place, 5)}`],
  [/ntc_[A-Za-z0-9_-]{22}/g, (place) => `ntc_made-up-notice-${padded(place, 6)}`],
  [
    /(?<!chk_)\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/g,
    (place) => `7c1d2e3f-0000-5000-8000-${padded(place, 12)}`,
  ],
];

const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}\+08:00$/;
const DAY_MS = 86_400_000;

/**
 * Puts what stays the same from run to run in the place of what does not: ids, instants of the run, keys, counters of
 * the engine. The same id becomes the same one wherever it stands.
 *
 * @param sent texts that come back as they were sent, such as the ids of changes
 */
export function createNormaliser(
  urls: { readonly service: string; readonly receiver: string },
  sent: readonly string[],
) {
  const beganAtMs = Date.now();
  const known = new Map<string, string>();
  const places = new Map<RegExp, number>();

  function text(value: string): string {
    if (INSTANT.test(value) && Math.abs(Date.parse(value) - beganAtMs) < DAY_MS) return THEN;
    let normal = value.replaceAll(urls.receiver, RECEIVER_URL).replaceAll(urls.service, SERVICE_URL);
    for (const [form, make] of IDS) {
      normal = normal.replace(form, (id) => {
        if (sent.includes(id)) return id;
        const made = known.get(id) ?? make(next(form));
        known.set(id, made);
        return made;
      });
    }
    return normal;
  }

  function next(form: RegExp): number {
    const place = (places.get(form) ?? 0) + 1;
    places.set(form, place);
    return place;
  }

  function normalised(value: Json, name = ''): Json {
    if (typeof value !== 'object' || value === null) {
      const fixed = value === null ? undefined : BY_NAME[name];
      if (fixed !== undefined) return fixed;
      if (name === 'month') return monthOf(THEN);
      return typeof value === 'string' ? text(value) : value;
    }
    if (Array.isArray(value)) return value.map((one: Json) => normalised(one, name));
    const entries = Object.entries(value as JsonObject);
    // A checkpoint is named by its time.
    if ('statement' in value && 'name' in value) {
      return { name: 'checkpoints/2026-12-01T01-00-00.000Z.jws', statement: JWS };
    }
    // An entry of the account that begins its chain is the first in every run.
    const isFirst = 'previous' in value && 'seq' in value && value.seq === 1;
    return Object.fromEntries(
      entries.map(([field, one]) => [field, isFirst && field === 'seq' ? one : normalised(one, field)]),
    );
  }

  return normalised;
}

function padded(place: number, length: number): string {
  return String(place).padStart(length, '0');
}

function monthOf(instant: string): string {
  return instant.slice(0, 7);
}
