import { setTimeout as pause } from 'node:timers/promises';
import { SendMessageBatchCommand, SQSClient } from '@aws-sdk/client-sqs';
import { mockClient } from 'aws-sdk-client-mock';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { createHttpApp } from '../../../shared/adapters/http/http-app.ts';
import { traced } from '../../../shared/adapters/http/trace-context.ts';
import { divideIntoBatches, MAX_BATCH_BYTES } from '../../../shared/adapters/sqs/batches.ts';
import { bytesOf, hopAttributes, hopOf } from '../../../shared/adapters/sqs/hop-attributes.ts';
import { createSqsNoticeQueue } from '../../../shared/adapters/sqs/notice-queue.ts';
import { currentHop, hopFields, inHop, newHop } from '../../../shared/runtime/hop.ts';
import { createJsonLogger } from '../../../shared/runtime/json-log.ts';
import { createCapturedLog } from '../../support/captured-log.ts';

const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';
const TRACEPARENT = `00-${TRACE}-00f067aa0ba902b7-01`;
const NUMBER = '999999199001010016';

/** As the consumer of a queue gets what was sent in the current hop. */
const asReceived = () => ({
  messageAttributes: Object.fromEntries(
    Object.entries(hopAttributes() ?? {}).map(([name, { StringValue }]) => [
      name,
      { dataType: 'String', ...(StringValue === undefined ? {} : { stringValue: StringValue }) },
    ]),
  ),
});

afterEach(() => {
  vi.restoreAllMocks();
});

describe('a hop', () => {
  test('is that of the code that runs in it, whatever waits beside it', async () => {
    const seen = await Promise.all(
      ['a', 'b', 'c'].map((requestId, index) =>
        inHop(newHop(undefined, requestId), async () => {
          await pause(5 - index);
          return hopFields().requestId;
        }),
      ),
    );
    expect(seen).toEqual(['a', 'b', 'c']);
    expect(currentHop()).toBeUndefined();
    expect(hopFields()).toEqual({});
  });

  test('is told to the next one through the attributes of a message, with a span of its own', () => {
    inHop(newHop(TRACEPARENT, 'request-1'), () => {
      const next = hopOf(asReceived() as never);
      expect(next).toMatchObject({ requestId: 'request-1', trace: { traceId: TRACE, flags: 1 } });
      expect(next.trace.spanId).not.toBe(currentHop()?.trace.spanId);
      expect(hopAttributes()?.traceparent?.StringValue).toContain(currentHop()?.trace.spanId);
    });
  });

  test('of a message without attributes begins a trace', () => {
    expect(hopAttributes()).toBeUndefined();
    for (const record of [{}, { messageAttributes: {} }]) {
      const hop = hopOf(record as never);
      expect(hop.requestId).toBeUndefined();
      expect(hop.trace.traceId).toMatch(/^[0-9a-f]{32}$/);
    }
  });

  test('takes no request id from a message that may not stand in a log', () => {
    const record = { messageAttributes: { requestId: { dataType: 'String', stringValue: NUMBER } } };
    expect(hopOf(record as never).requestId).toBeUndefined();
  });
});

describe('the size of a message', () => {
  test('counts the names, types and values of its attributes, each of its own', () => {
    const bytes = inHop(newHop(TRACEPARENT, 'request-1'), () => bytesOf(hopAttributes()));
    expect(bytes).toBe('traceparent'.length + 'String'.length + 55 + 'requestIdStringrequest-1'.length);
    expect(bytesOf(undefined)).toBe(0);
  });

  test('with its attributes keeps a batch below what the queue takes', () => {
    const half = 'x'.repeat(MAX_BATCH_BYTES / 2);
    expect(divideIntoBatches([half, half])).toHaveLength(1);
    expect(divideIntoBatches([half, half], 96)).toHaveLength(2);
    expect(() => divideIntoBatches(['x'.repeat(MAX_BATCH_BYTES)], 1)).toThrow(RangeError);
  });
});

test('a message about a notice carries the hop that sends it', async () => {
  const client = mockClient(SQSClient);
  client.on(SendMessageBatchCommand).resolves({ Failed: [] });
  const queue = createSqsNoticeQueue({
    client: new SQSClient({ region: 'x' }),
    queueUrl: 'https://q.example/q',
  });
  const message = { operatorId: 'rail-a', noticeId: 'ntc_1', attempts: 0 } as never;
  await inHop(newHop(TRACEPARENT, 'request-1'), () => queue.send([message]));
  await queue.send([message]);
  const attributes = client
    .commandCalls(SendMessageBatchCommand)
    .map(({ args }) => args[0].input.Entries?.[0]?.MessageAttributes);
  expect(attributes[0]?.traceparent?.StringValue?.slice(3, 35)).toBe(TRACE);
  expect(attributes[1]).toBeUndefined();
  client.restore();
});

describe('a request', () => {
  async function ask(headers: Record<string, string>) {
    const app = createHttpApp({ logger: createCapturedLog().logger, newRequestId: () => 'request-1' });
    app.use(traced());
    app.get('/', (c) => c.json(hopFields()));
    app.get('/fault', () => {
      throw new Error('x');
    });
    const response = await app.request('/', { headers });
    return { fields: await response.json(), headers: response.headers, app };
  }

  test('is a hop of its caller’s trace, and answers with its request id alone', async () => {
    const { fields, headers } = await ask({ traceparent: TRACEPARENT, 'x-request-id': 'mine-1' });
    expect(fields).toEqual({ traceId: TRACE, requestId: 'mine-1' });
    expect(headers.get('x-request-id')).toBe('mine-1');
    expect(headers.get('traceparent')).toBeNull();
  });

  test('begins a trace when it brings none or one that is none, and is answered all the same', async () => {
    for (const given of [{}, { traceparent: 'nonsense' }]) {
      const { fields } = await ask(given);
      expect(fields).toEqual({ traceId: expect.stringMatching(/^[0-9a-f]{32}$/), requestId: 'request-1' });
    }
  });
});

test('a log line names the request and the trace that it belongs to, and a field of its own comes first', () => {
  const written: string[] = [];
  const keep = (chunk: string | Uint8Array) => written.push(String(chunk)) > 0;
  vi.spyOn(process.stdout, 'write').mockImplementation(keep);
  const logger = createJsonLogger('list-sync');
  inHop(newHop(TRACEPARENT, 'request-1'), () => {
    logger.info('change.applied', { version: 1 });
    logger.info('change.applied', { requestId: 'another' });
  });
  logger.info('change.applied');
  const lines = written.map((line) => JSON.parse(line));
  expect(lines[0]).toMatchObject({ traceId: TRACE, requestId: 'request-1', version: 1 });
  expect(lines[1]).toMatchObject({ traceId: TRACE, requestId: 'another' });
  expect(lines[2]).not.toHaveProperty('traceId');
});
