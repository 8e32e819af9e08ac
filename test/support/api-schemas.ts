import { readFileSync } from 'node:fs';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { DOCUMENT_FILE } from '../../functions/docs/openapi/document.ts';

interface Response {
  readonly $ref?: string;
  readonly headers?: Readonly<Record<string, { readonly $ref: string }>>;
  readonly content?: Readonly<Record<string, object>>;
}

interface OperationObject {
  readonly operationId: string;
  readonly requestBody?: { readonly content: Readonly<Record<string, object>> };
  readonly responses: Readonly<Record<string, Response>>;
  readonly parameters?: readonly object[];
  readonly security?: readonly object[];
}

export interface ApiDocument {
  readonly paths: Readonly<Record<string, Readonly<Record<string, OperationObject>>>>;
  readonly webhooks: Readonly<Record<string, { readonly post: OperationObject }>>;
  readonly components: {
    readonly headers: Readonly<Record<string, { readonly required?: boolean }>>;
    readonly responses: Readonly<Record<string, Response>>;
    readonly schemas: Readonly<Record<string, object>>;
  };
}

/** The document as it is kept, and a validator of JSON Schema 2020-12 for its parts. */
export function readApiDocument() {
  const document = JSON.parse(readFileSync(DOCUMENT_FILE, 'utf8')) as ApiDocument;
  const ajv = new Ajv2020({ strict: true, allowUnionTypes: true, allErrors: true });
  addFormats.default(ajv);
  // Words of OpenAPI, not of JSON Schema.
  for (const keyword of ['discriminator', 'example', 'externalDocs', 'xml']) ajv.addKeyword(keyword);
  ajv.addKeyword('components').addKeyword('paths').addKeyword('webhooks').addKeyword('openapi');
  for (const keyword of ['info', 'servers', 'tags', 'jsonSchemaDialect']) ajv.addKeyword(keyword);
  ajv.addSchema(document, 'api');

  /** The schema that stands at a place of the document. */
  const validatorAt = (...steps: readonly string[]): ValidateFunction => {
    const pointer = steps.map((step) => encodeURIComponent(step.replaceAll('~', '~0').replaceAll('/', '~1')));
    const validate = ajv.getSchema(`api#/${pointer.join('/')}`);
    if (!validate) throw new Error(`the document has no schema at ${steps.join(' ')}`);
    return validate as ValidateFunction;
  };

  /** What an operation is answered with under a status, and where the document says so; nothing for one it does not know. */
  const responseOf = (path: string, method: string, status: string) => {
    const own = document.paths[path]?.[method]?.responses[status];
    const name = own?.$ref?.split('/').at(-1);
    if (name === undefined) return { response: own, place: ['paths', path, method, 'responses', status] };
    return { response: document.components.responses[name], place: ['components', 'responses', name] };
  };

  const operations = new Map(
    Object.entries(document.paths).flatMap(([path, item]) =>
      Object.entries(item).map(
        ([method, operation]) => [operation.operationId, { path, method, operation }] as const,
      ),
    ),
  );

  return { document, validatorAt, responseOf, operations };
}
