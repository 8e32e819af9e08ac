import type { Json, JsonObject } from './json.ts';

type Paths = Readonly<Record<string, Readonly<Record<string, JsonObject>>>>;

export interface SharedResponses {
  readonly paths: JsonObject;
  readonly responses: JsonObject;
}

/**
 * Makes problem answers that are the same for several operations components of their own: told once, the document is
 * half as long. Answers with examples belong to their operation and stay there.
 */
export function shareResponses(paths: Paths): SharedResponses {
  const responses: Record<string, Json> = {};
  const shared = (response: Json): Json => {
    const name = nameOf(response);
    if (name === undefined) return response;
    responses[name] = response;
    return { $ref: `#/components/responses/${name}` };
  };
  const sharing = mapped(paths as JsonObject, (item) =>
    mapped(item as JsonObject, (operation) => {
      const { responses: own, ...rest } = operation as JsonObject;
      return { ...rest, responses: mapped(own as JsonObject, shared) };
    }),
  );
  return { paths: sharing, responses: Object.fromEntries(Object.entries(responses).sort(byName)) };
}

/** `ConflictOrRequestUnderWay`, by what an answer can hold; none for an answer that is no problem or has examples. */
function nameOf(response: Json): string | undefined {
  const { content = {} } = response as { readonly content?: JsonObject };
  const [mediaType, ...others] = Object.keys(content);
  if (mediaType !== 'application/problem+json' || others.length > 0) return undefined;
  const text = JSON.stringify(content);
  if (text.includes('"examples"')) return undefined;
  return [...text.matchAll(/schemas\/(\w+)Problem"/g)].map(([, name]) => name).join('Or');
}

function mapped(object: JsonObject, change: (value: Json) => Json): JsonObject {
  return Object.fromEntries(Object.entries(object).map(([name, value]) => [name, change(value)]));
}

function byName([a]: readonly [string, Json], [b]: readonly [string, Json]): number {
  return a < b ? -1 : 1;
}
