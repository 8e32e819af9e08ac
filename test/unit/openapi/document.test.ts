import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { DOCUMENT_FILE, describeApi } from '../../../functions/docs/openapi/document.ts';
import { ANSWERS_FILE } from '../../../functions/docs/openapi/examples/answers-file.ts';
import { STORY } from '../../../functions/docs/openapi/examples/story.ts';
import { written } from '../../../functions/docs/openapi/written.ts';
import { type ApiDocument, readApiDocument } from '../../support/api-schemas.ts';

const { document, validatorAt, responseOf, operations } = readApiDocument();

interface Shown {
  readonly examples?: Readonly<Record<string, { readonly value: unknown }>>;
}

test('the document is what the schemas generate now', () => {
  const generated = written(describeApi(JSON.parse(readFileSync(ANSWERS_FILE, 'utf8'))));
  expect(readFileSync(DOCUMENT_FILE, 'utf8') === generated, 'run: npm run openapi').toBe(true);
});

test('every part that is named is used, and every reference leads to one', () => {
  const text = JSON.stringify(document);
  const used = new Set([...text.matchAll(/#\/components\/schemas\/(\w+)/g)].map(([, name]) => name));
  expect([...used].sort()).toEqual(Object.keys(document.components.schemas).sort());
});

test('every schema is one of JSON Schema 2020-12', () => {
  for (const name of Object.keys(document.components.schemas)) {
    expect(() => validatorAt('components', 'schemas', name), name).not.toThrow();
  }
});

test('objects have the fields that are described and no others, but for the form of a token, which others may extend', () => {
  const open: string[] = [];
  const look = (value: unknown, where: string): void => {
    if (typeof value !== 'object' || value === null) return;
    if ('properties' in value && 'type' in value && !('additionalProperties' in value)) open.push(where);
    for (const [name, part] of Object.entries(value)) look(part, `${where}/${name}`);
  };
  look(document.components.schemas, '');
  expect(open).toEqual(['/TokenRequest']);
});

test('no expression needs more than other programs know: no look-behind, no classes of ours', () => {
  const patterns = [...JSON.stringify(document).matchAll(/"pattern":"((?:[^"\\]|\\.)*)"/g)].map(
    ([, one]) => one,
  );
  expect(patterns.length).toBeGreaterThan(30);
  expect(patterns.filter((pattern) => /\(\?<|\\\\p\{|\\\\d/.test(pattern as string))).toEqual([]);
});

describe.each([...operations])('%s', (id, { method, path, operation }) => {
  const statuses = Object.keys(operation.responses);
  const withToken = (operation.security ?? []).some((one) => 'clientCredentials' in one);

  test('says what can go wrong', () => {
    expect(statuses).toContain('503');
    if (withToken) expect(statuses).toEqual(expect.arrayContaining(['401', '403', '429']));
    if (operation.requestBody) expect(statuses).toEqual(expect.arrayContaining(['400', '413']));
    if (path.includes('{') && id !== 'listAuditCheckpoints') expect(statuses).toContain('404');
  });

  test('has an example that is told to the service', () => {
    const examples = STORY.filter((example) => example.operation === id);
    expect(examples.length).toBeGreaterThan(0);
    expect(examples.some(({ status }) => status < 300)).toBe(true);
  });

  test('shows only examples that its own schemas permit', () => {
    for (const [mediaType, content] of Object.entries(operation.requestBody?.content ?? {})) {
      const validate = validatorAt('paths', path, method, 'requestBody', 'content', mediaType, 'schema');
      for (const [name, { value }] of Object.entries((content as Shown).examples ?? {})) {
        const good = STORY.some((example) => example.name === name && example.status < 300);
        if (good) expect(validate(value), `${name}: ${JSON.stringify(validate.errors)}`).toBe(true);
      }
    }
    for (const status of statuses) {
      const { response, place } = responseOf(path, method, status);
      for (const [mediaType, described] of Object.entries(response?.content ?? {})) {
        const validate = validatorAt(...place, 'content', mediaType, 'schema');
        for (const [name, { value }] of Object.entries((described as Shown).examples ?? {})) {
          expect(validate(value), `${name}: ${JSON.stringify(validate.errors)}`).toBe(true);
        }
      }
    }
  });
});

test('the webhook shows a notice that its schema permits', () => {
  const { content } = (document as ApiDocument).webhooks.denialsLifted?.post.requestBody ?? { content: {} };
  const examples = Object.values((content['application/json'] as Shown).examples ?? {});
  expect(examples.length).toBe(1);
  const validate = validatorAt('components', 'schemas', 'NoticeEvent');
  for (const { value } of examples) expect(validate(value)).toBe(true);
});
