import { refTo } from './components.ts';
import type { ShownExamples } from './examples/shown.ts';
import type { HeaderName } from './headers.ts';
import type { JsonObject } from './json.ts';
import type { Answer, Operation, Parameter } from './operation.ts';
import { PATH_PARAMETERS } from './parameters.ts';
import { type ProblemType, problemAnswers, problemsOf } from './problems.ts';
import { securityOf } from './security.ts';

/** One operation, as the document has it. */
export function describeOperation(operation: Operation, examples: ShownExamples): JsonObject {
  const { id, tag, summary, description, idempotent = false, path } = operation;
  const common = ['RequestId', 'TraceParent', ...(idempotent ? ['IdempotencyKey'] : [])];
  return {
    operationId: id,
    tags: [tag],
    summary,
    description,
    security: securityOf(operation),
    parameters: [
      ...pathParameters(path),
      ...(operation.query ?? []).map(queryParameter),
      ...common.map((name) => ({ $ref: `#/components/parameters/${name}` })),
    ],
    ...(operation.body ? { requestBody: requestBody(operation.body, examples.requests(id)) } : {}),
    responses: responses(operation, problemsOf(operation), examples),
  };
}

function pathParameters(path: string): readonly JsonObject[] {
  return [...path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => {
    const parameter = PATH_PARAMETERS[name];
    if (!parameter) throw new TypeError(`nothing is known of the parameter ${name}`);
    return { name, in: 'path', required: true, ...parameter };
  });
}

function queryParameter({ name, description, required = false, schema }: Parameter): JsonObject {
  return { name, in: 'query', required, description, schema };
}

function requestBody(body: NonNullable<Operation['body']>, examples: JsonObject | undefined): JsonObject {
  return {
    required: true,
    content: { [body.mediaType]: { schema: schemaOf(body.schema), ...(examples ? { examples } : {}) } },
  };
}

function responses(
  { id, answers, asPages = false, idempotent = false }: Operation,
  problems: readonly ProblemType[],
  examples: ShownExamples,
): JsonObject {
  const described = new Map<string, { description: string; headers: Set<HeaderName>; content: JsonObject }>();
  for (const [status, answer] of Object.entries(answers)) {
    described.set(status, {
      description: answer.description,
      headers: new Set(answer.headers),
      content: contentOf(answer),
    });
  }
  for (const [status, { description, headers, content }] of Object.entries(
    problemAnswers(problems, asPages),
  )) {
    const own = described.get(status);
    described.set(status, {
      description: own ? `${own.description} Or: ${description}` : description,
      headers: new Set([...(own?.headers ?? []), ...headers]),
      content: { ...own?.content, ...content },
    });
  }
  return Object.fromEntries(
    [...described].map(([status, { description, headers, content }]) => [
      status,
      {
        description,
        headers: headersOf([
          'x-request-id',
          ...headers,
          ...(idempotent && Number(status) < 300 ? (['idempotency-replayed'] as const) : []),
        ]),
        ...(Object.keys(content).length > 0 ? { content: withExamples(content, examples, id, status) } : {}),
      },
    ]),
  );
}

function contentOf({ content }: Answer): JsonObject {
  return content ? { [content.mediaType]: { schema: schemaOf(content.schema) } } : {};
}

function schemaOf(schema: JsonObject | Parameters<typeof refTo>[0]): JsonObject {
  return '_zod' in schema ? refTo(schema as Parameters<typeof refTo>[0]) : (schema as JsonObject);
}

function headersOf(names: readonly HeaderName[]): JsonObject {
  return Object.fromEntries(names.map((name) => [name, { $ref: `#/components/headers/${name}` }]));
}

function withExamples(content: JsonObject, examples: ShownExamples, id: string, status: string): JsonObject {
  return Object.fromEntries(
    Object.entries(content).map(([mediaType, described]) => {
      const shown = examples.answers(id, status, mediaType);
      return [mediaType, shown ? { ...(described as JsonObject), examples: shown } : described];
    }),
  );
}
