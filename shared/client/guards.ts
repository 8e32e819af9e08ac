/*
 * Narrow readers of what comes over the network. They look at the fields that are used and pass over all others, so a
 * newer service that adds fields is understood.
 */

export type JsonObject = { readonly [name: string]: unknown };

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}

export function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0;
}

export function isListOf<T>(value: unknown, isOne: (one: unknown) => one is T): value is readonly T[] {
  return Array.isArray(value) && value.every(isOne);
}

/** A text for people in both languages of the service. */
export interface Bilingual {
  readonly en: string;
  readonly 'zh-CN': string;
}

export function isBilingual(value: unknown): value is Bilingual {
  return isObject(value) && isText(value.en) && isText(value['zh-CN']);
}

/** An optional text of an answer under its name, ready to be spread; anything else is left out. */
export function textIf<Name extends string>(from: JsonObject, name: Name): { readonly [N in Name]?: string } {
  const value = from[name];
  return (isText(value) ? { [name]: value } : {}) as { readonly [N in Name]?: string };
}
