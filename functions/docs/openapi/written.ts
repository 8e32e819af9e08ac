import type { JsonObject } from './json.ts';

/** The document as it is kept: to be read by people and compared line by line. */
export function written(document: JsonObject): string {
  return `${JSON.stringify(document, null, 2)}\n`;
}
