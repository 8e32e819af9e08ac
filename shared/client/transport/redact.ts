import { isObject } from '../guards.ts';

/** Fields of requests that say who somebody is. */
const IDENTIFYING = new Set(['number', 'name', 'of', 'phone', 'caseNumber']);

/** Below this a text is no identity, and taking it out would spoil words. */
const MIN_LENGTH = 2;

/**
 * Takes out of a text whatever of the request identifies somebody. The service promises not to repeat it; what stands
 * between us and the service has promised nothing.
 */
export function redact(text: string, body: unknown, more: readonly string[] = []): string {
  return (
    [...identitiesIn(body), ...more]
      .filter((identity) => identity.length >= MIN_LENGTH)
      // The longest first: what is left of one after a part of it was taken out would no longer be found.
      .sort((a, b) => b.length - a.length)
      .reduce((left, identity) => left.replaceAll(identity, '…'), text)
  );
}

function* identitiesIn(value: unknown): Generator<string> {
  if (Array.isArray(value)) {
    for (const one of value) yield* identitiesIn(one);
    return;
  }
  if (!isObject(value)) return;
  for (const [name, field] of Object.entries(value)) {
    if (typeof field !== 'string') yield* identitiesIn(field);
    else if (IDENTIFYING.has(name)) yield field;
  }
}
