import type { Json, JsonObject } from '../json.ts';

const REFERENCE = /\{\{([a-z0-9-]+)#([^}]*)\}\}/g;

/**
 * Puts what examples were answered with in the place of references to it.
 *
 * @throws TypeError for a reference that leads nowhere.
 */
export function resolved<Value extends Json>(
  value: Value,
  answerOf: (example: string) => Json | undefined,
): Value {
  if (typeof value === 'string') {
    return value.replace(REFERENCE, (_, example: string, pointer: string) => {
      const found = at(answerOf(example), pointer);
      if (typeof found !== 'string') throw new TypeError(`${example} has no text at ${pointer}`);
      return found;
    }) as Value;
  }
  if (Array.isArray(value)) return value.map((one: Json) => resolved(one, answerOf)) as unknown as Value;
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value as JsonObject).map(
    ([name, one]) => [name, resolved(one, answerOf)] as const,
  );
  return Object.fromEntries(entries) as Value;
}

/** What a JSON Pointer (RFC 6901, without escapes) leads to. */
export function at(value: Json | undefined, pointer: string): Json | undefined {
  let here = value;
  for (const step of pointer.split('/').slice(1)) {
    if (typeof here !== 'object' || here === null) return undefined;
    here = (here as Readonly<Record<string, Json>>)[step];
  }
  return here;
}
