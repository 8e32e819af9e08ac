import * as z from 'zod';

/** Keywords of JSON Schema that a schema of ours does not say itself. */
interface Keywords {
  readonly id?: string;
  readonly title?: string;
  readonly description?: string;
  readonly format?: string;
  readonly pattern?: string;
  readonly not?: object;
  readonly anyOf?: readonly object[];
  readonly discriminator?: object;
  readonly contentMediaType?: string;
}

/** What the document says about schemas beside what they check. Kept apart from them: functions do not carry it. */
export const registry = z.registry<Keywords>();

/** Makes a schema a component of the document: wherever it stands, a reference to it does. */
export function named<Schema extends z.ZodType>(
  id: string,
  schema: Schema,
  description: string,
  keywords: Omit<Keywords, 'id' | 'description'> = {},
): Schema {
  registry.add(schema, { id, description, ...keywords });
  return schema;
}

/** Says what fields are for, at the place of their schema. */
export function described<Shape extends Readonly<Record<string, z.ZodType>>>(
  shape: Shape,
  descriptions: { readonly [Field in keyof Shape]?: string },
): void {
  for (const [field, description] of Object.entries(descriptions)) {
    const schema = shape[field];
    if (!schema) throw new TypeError(`there is no field ${field} to describe`);
    // What is a component says what it is wherever it stands; what a field is for belongs into the words of its object.
    if (registry.get(schema)) throw new TypeError(`the field ${field} is described already`);
    registry.add(schema, { description: description as string });
  }
}
