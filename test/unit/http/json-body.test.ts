import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { createHttpApp } from '../../../shared/adapters/http/http-app.ts';
import { MAX_BODY_BYTES, parseBody, readJsonBody } from '../../../shared/adapters/http/json-body.ts';
import { handleOnLambda } from '../../../shared/adapters/http/lambda-entry.ts';
import { createCapturedLog } from '../../support/captured-log.ts';

const NUMBER = '999999199001010016';

const app = createHttpApp({ logger: createCapturedLog().logger, newRequestId: () => 'made-1' });
app.post('/echo', async (c) => c.json((await readJsonBody(c)) as object));
app.post('/strict', async (c) =>
  c.json(
    parseBody(z.strictObject({ name: z.string('must be a text'), age: z.int() }), await readJsonBody(c)),
  ),
);

interface Sent {
  readonly body?: string | Uint8Array<ArrayBuffer>;
  readonly headers?: Record<string, string>;
  readonly path?: string;
}

const JSON_TYPE = { 'content-type': 'application/json' };

function overHttp({ body, headers = JSON_TYPE, path = '/echo' }: Sent): Promise<Response> {
  return Promise.resolve(
    app.request(path, { method: 'POST', headers, ...(body === undefined ? {} : { body }) }),
  );
}

const lambda = handleOnLambda(app);

/** As API Gateway hands it over: text as it is, anything that is not text in base64. */
async function throughLambda({ body, headers = JSON_TYPE, path = '/echo' }: Sent): Promise<Response> {
  const isText = typeof body === 'string' || body === undefined;
  const event = {
    version: '2.0',
    routeKey: '$default',
    rawPath: path,
    rawQueryString: '',
    headers: { host: 'api.example', ...headers },
    requestContext: { http: { method: 'POST', path }, domainName: 'api.example' },
    ...(body === undefined ? {} : { body: isText ? body : Buffer.from(body).toString('base64') }),
    isBase64Encoded: !isText,
  };
  const result = (await lambda(event as never, undefined as never)) as {
    body: string;
    statusCode: number;
    headers: Record<string, string>;
  };
  return new Response(result.body, { status: result.statusCode, headers: result.headers });
}

describe.each([
  ['over HTTP', overHttp],
  ['through Lambda', throughLambda],
])('a JSON body %s', (_way, send) => {
  test('is read', async () => {
    const response = await send({ body: '{"a":"中文"}' });
    expect(response.status).toBe(200);
    expect(await response.json()).toEqual({ a: '中文' });
  });

  test('is read from bytes', async () => {
    const response = await send({ body: new TextEncoder().encode('{"a":"中文"}') });
    expect(await response.json()).toEqual({ a: '中文' });
  });

  test.each([
    'application/json; charset=utf-8',
    'Application/JSON;charset="UTF-8"',
    'application/json ; profile="x"',
  ])('is read as %s', async (contentType) => {
    expect((await send({ body: '{}', headers: { 'content-type': contentType } })).status).toBe(200);
  });

  test.each([
    'text/plain',
    'application/jsonx',
    'application/json-seq',
    'application/x-www-form-urlencoded',
    'application/json; charset=gbk',
  ])('of type %s is a 415', async (contentType) => {
    const response = await send({ body: '{}', headers: { 'content-type': contentType } });
    expect(response.status).toBe(415);
    expect(await response.json()).toMatchObject({ type: '/problems/unsupported-media-type' });
  });

  test('without a type is a 415', async () => {
    expect((await send({ body: new Uint8Array([0x7b, 0x7d]), headers: {} })).status).toBe(415);
  });

  test('in a content coding is a 415, in none it is read', async () => {
    const sent = (coding: string) =>
      send({ body: '{}', headers: { ...JSON_TYPE, 'content-encoding': coding } });
    expect((await sent('gzip')).status).toBe(415);
    expect((await sent('Identity')).status).toBe(200);
  });

  test.each(['{"a":', '{"a":1}}', "{'a':1}", 'nonsense', '\uFEFF{}', '{"a":NaN}', ' '])(
    'that is not JSON is a 400: %j',
    async (body) => {
      const response = await send({ body });
      expect(response.status).toBe(400);
      expect(await response.json()).toMatchObject({ type: '/problems/malformed-request' });
    },
  );

  test('that is not JSON is not quoted', async () => {
    const response = await send({ body: `{"number": ${NUMBER}x}` });
    expect(response.status).toBe(400);
    expect(await response.text()).not.toContain(NUMBER);
  });

  test('that is empty is a 400', async () => {
    expect((await send({})).status).toBe(400);
    expect((await send({ body: '' })).status).toBe(400);
  });

  test('that is not UTF-8 is a 400', async () => {
    const response = await send({ body: new Uint8Array([0x22, 0xff, 0xfe, 0x22]) });
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ detail: 'Send the body in UTF-8.' });
  });

  test('of exactly 256 KiB is read, of one byte more is a 413', async () => {
    expect(MAX_BODY_BYTES).toBe(262_144);
    expect((await send({ body: jsonOfBytes(262_144, 'a') })).status).toBe(200);
    expect((await send({ body: jsonOfBytes(262_145, 'a') })).status).toBe(413);
  });

  test('is measured in bytes, not in characters', async () => {
    expect((await send({ body: jsonOfBytes(262_143, '中') })).status).toBe(200);
    expect((await send({ body: jsonOfBytes(262_146, '中') })).status).toBe(413);
  });

  test('of bytes over the limit is a 413', async () => {
    const bytes = new TextEncoder().encode(jsonOfBytes(262_145, 'a'));
    expect((await send({ body: bytes })).status).toBe(413);
  });

  test('nested a hundred thousand deep does no harm', async () => {
    const response = await send({ body: '['.repeat(100_000) + ']'.repeat(100_000), path: '/strict' });
    expect(response.status).toBe(422);
  });

  test('with fields that are wrong is a 422 that points to each and repeats none', async () => {
    const body = JSON.stringify({ name: 7, age: NUMBER, [NUMBER]: 1, extra: NUMBER });
    const response = await send({ body, path: '/strict' });
    const text = await response.text();
    expect(response.status).toBe(422);
    expect(text).not.toContain(NUMBER);
    expect(JSON.parse(text)).toMatchObject({
      type: '/problems/invalid-input',
      errors: [
        { pointer: '/name', detail: 'must be a text' },
        { pointer: '/age', detail: 'must be a number' },
        { pointer: '/extra', detail: 'is not known here: remove it' },
        { pointer: '', detail: 'has a field that is not known here: remove it' },
      ],
    });
  });

  test('whose prototype is attacked is a 422', async () => {
    const response = await send({ body: '{"name":"a","age":1,"__proto__":{"x":1}}', path: '/strict' });
    expect(response.status).toBe(422);
    expect(({} as { x?: number }).x).toBeUndefined();
  });
});

test('a stated length over the limit is a 413 before anything is read', async () => {
  let wasRead = false;
  const body = new ReadableStream<Uint8Array>(
    {
      pull(controller) {
        wasRead = true;
        controller.close();
      },
    },
    { highWaterMark: 0 },
  );
  const request = new Request('http://localhost/echo', {
    method: 'POST',
    headers: { ...JSON_TYPE, 'content-length': '262145' },
    body,
    duplex: 'half',
  });
  expect((await app.request(request)).status).toBe(413);
  expect(wasRead).toBe(false);
});

test('a body without end is read no further than the limit', async () => {
  let sentBytes = 0;
  const body = new ReadableStream<Uint8Array>({
    pull(controller) {
      sentBytes += 65_536;
      controller.enqueue(new Uint8Array(65_536).fill(0x20));
    },
  });
  const request = new Request('http://localhost/echo', {
    method: 'POST',
    headers: { ...JSON_TYPE, 'content-length': '10' },
    body,
    duplex: 'half',
  });
  expect((await app.request(request)).status).toBe(413);
  expect(sentBytes).toBeLessThan(8 * 65_536);
});

/** A JSON text in an array, of exactly so many bytes. */
function jsonOfBytes(bytes: number, character: string): string {
  const size = Buffer.byteLength(character);
  const count = Math.floor((bytes - 4) / size);
  return `["${character.repeat(count)}${'a'.repeat(bytes - 4 - count * size)}"]`;
}
