import * as z from 'zod';
import type { JsonObject } from './json.ts';
import { portablePattern } from './portable-pattern.ts';
import { registry } from './registry.ts';

const SCHEMAS = '#/components/schemas/';

/** The reference to a schema, which must have been named. */
export function refTo(schema: z.ZodType): JsonObject {
  const id = registry.get(schema)?.id;
  if (id === undefined) throw new TypeError('a schema of the document has no name');
  return { $ref: `${SCHEMAS}${id}` };
}

/**
 * Every named schema as JSON Schema 2020-12, which is what OpenAPI 3.1 takes, by name. Of a request it is what is sent,
 * before anything is made of it.
 */
export function componentSchemas(): Readonly<Record<string, JsonObject>> {
  const { schemas } = z.toJSONSchema(registry, {
    target: 'draft-2020-12',
    io: 'input',
    unrepresentable: 'any',
    metadata: registry,
    uri: (id) => `${SCHEMAS}${id}`,
    override: ({ jsonSchema }) => {
      if (typeof jsonSchema.pattern === 'string') jsonSchema.pattern = portablePattern(jsonSchema.pattern);
      for (const part of jsonSchema.allOf ?? []) {
        if (typeof part === 'object' && typeof part.pattern === 'string') {
          part.pattern = portablePattern(part.pattern);
        }
      }
    },
  });
  return Object.fromEntries(
    Object.entries(schemas)
      .map(
        ([id, { $schema: _dialect, $id: _uri, id: _name, ...schema }]) => [id, schema as JsonObject] as const,
      )
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  );
}
