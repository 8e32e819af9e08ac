import { fileURLToPath } from 'node:url';
import { componentSchemas } from './components.ts';
import { describeOperation } from './describe-operation.ts';
import type { KeptAnswers } from './examples/example.ts';
import { shownExamples } from './examples/shown.ts';
import { HEADERS } from './headers.ts';
import { DESCRIPTION } from './introduction.ts';
import type { JsonObject } from './json.ts';
import { ALL_OPERATIONS } from './operations/all.ts';
import { HEADER_PARAMETERS } from './parameters.ts';
import { SECURITY_SCHEMES } from './security.ts';
import { shareResponses } from './shared-responses.ts';
import { TAGS } from './tags.ts';
import { webhooks } from './webhooks.ts';

const DIALECT = 'https://spec.openapis.org/oas/3.1/dialect/base';

/** Where the generated document is kept. */
export const DOCUMENT_FILE = fileURLToPath(new URL('../openapi.json', import.meta.url));

/**
 * The whole document (OpenAPI 3.1), from the schemas that requests are read with.
 *
 * @param answers what the examples were answered with when they were last told to the service.
 */
export function describeApi(answers: KeptAnswers): JsonObject {
  const examples = shownExamples(answers);
  const described: Record<string, Record<string, JsonObject>> = {};
  for (const operation of ALL_OPERATIONS) {
    const item = described[operation.path] ?? {};
    item[operation.method] = describeOperation(operation, examples);
    described[operation.path] = item;
  }
  const { paths, responses } = shareResponses(described);
  return {
    openapi: '3.1.1',
    info: {
      title: 'Consumption check',
      version: '1.0.0',
      summary: 'May this purchase go ahead for this person?',
      description: DESCRIPTION,
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    jsonSchemaDialect: DIALECT,
    servers: [{ url: '/', description: 'Where this document was loaded from.' }],
    tags: Object.entries(TAGS).map(([name, description]) => ({ name, description })),
    paths,
    webhooks: webhooks(examples.webhook),
    components: {
      securitySchemes: SECURITY_SCHEMES,
      responses,
      headers: HEADERS,
      parameters: HEADER_PARAMETERS,
      schemas: componentSchemas(),
    },
  };
}
