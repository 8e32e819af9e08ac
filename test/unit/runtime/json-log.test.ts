import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { DependencyUnavailable } from '../../../shared/contracts/problem.ts';
import { createJsonLogger } from '../../../shared/runtime/json-log.ts';
import { LOG_CODES } from '../../../shared/runtime/log-codes.ts';

const NUMBER = '999999199001010016';

const written: string[] = [];
beforeEach(() => {
  written.length = 0;
  const keep = (chunk: string | Uint8Array) => {
    written.push(String(chunk));
    return true;
  };
  vi.spyOn(process.stdout, 'write').mockImplementation(keep);
  vi.spyOn(process.stderr, 'write').mockImplementation(keep);
});
afterEach(() => {
  vi.restoreAllMocks();
});

function lines(): Record<string, unknown>[] {
  return written.map((line) => JSON.parse(line));
}

describe('a log line', () => {
  test('is one line of JSON with level, time, service, code, its meaning and the fields', () => {
    createJsonLogger('check-api').warn('filter.poll-failed', {
      ageMs: 6_000,
      reasons: ['a', 'b'],
      partial: true,
    });
    expect(written[0]?.endsWith('\n')).toBe(true);
    expect(lines()).toEqual([
      expect.objectContaining({
        level: 'WARN',
        service: 'check-api',
        timestamp: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
        code: 'filter.poll-failed',
        message: LOG_CODES['filter.poll-failed'],
        ageMs: 6_000,
        reasons: ['a', 'b'],
        partial: true,
      }),
    ]);
  });

  test('names the invocation while there is one', () => {
    const logger = createJsonLogger('list-sync');
    logger.setInvocation({ functionName: 'ListSync', awsRequestId: 'r-1' });
    logger.info('change.applied');
    logger.setInvocation(undefined);
    logger.info('change.applied');
    expect(lines()[0]).toMatchObject({ function: 'ListSync', invocationId: 'r-1' });
    expect(lines()[1]).not.toHaveProperty('invocationId');
  });

  test('can have a code that only one process knows', () => {
    const logger = createJsonLogger('local', { 'local.stopping': 'It stops.' });
    logger.info('local.stopping');
    logger.info('snapshot.built');
    expect(lines()[0]).toMatchObject({ code: 'local.stopping', message: 'It stops.' });
    expect(lines()[1]).toMatchObject({ message: LOG_CODES['snapshot.built'] });
  });

  test('leaves out objects, so no request can be logged by handing it over', () => {
    createJsonLogger('x').info('change.applied', {
      body: { number: NUMBER },
      list: [{ number: NUMBER }],
      orderId: 'ord-1',
    });
    expect(written.join('')).not.toContain(NUMBER);
    expect(lines()[0]).toMatchObject({ orderId: 'ord-1', list: [] });
  });

  test('is kept short', () => {
    createJsonLogger('x').info('change.applied', { text: 'x'.repeat(100_000), list: Array(10_000).fill(1) });
    expect(written.join('').length).toBeLessThan(2_000);
  });

  test('tells of a fault its name, code, status and frames, and only messages of our own', () => {
    const refused = Object.assign(new Error(`connect with ${NUMBER}`), { code: 'ECONNREFUSED' });
    const sdk = Object.assign(new Error(`item ${NUMBER} not found`, { cause: refused }), {
      name: 'ThrottlingException',
      $metadata: { httpStatusCode: 400, attempts: 2, requestId: NUMBER },
      $response: { body: NUMBER },
      Item: { number: NUMBER },
    });
    createJsonLogger('x').error('http.fault', {
      error: new DependencyUnavailable('dynamodb', 'reading the order failed', sdk),
    });
    expect(written.join('')).not.toContain(NUMBER);
    expect(lines()[0]?.error).toMatchObject({
      name: 'DependencyUnavailable',
      message: 'reading the order failed',
      stack: expect.arrayContaining([expect.stringContaining('json-log.test.ts')]),
      cause: {
        name: 'ThrottlingException',
        httpStatus: 400,
        attempts: 2,
        cause: { name: 'Error', code: 'ECONNREFUSED' },
      },
    });
  });

  test.each([
    ['a parser that quotes its input', () => JSON.parse(`{"number": ${NUMBER}x}`)],
    [
      'a message that imitates a stack',
      () => {
        throw new Error(`x\n    at ${NUMBER} (/${NUMBER}.js:1:1)\n    at /${NUMBER}:1:1`);
      },
    ],
    [
      'a name that is data',
      () => {
        throw Object.assign(new Error('x'), { name: `N ${NUMBER}`, code: NUMBER });
      },
    ],
    [
      'a text that is thrown',
      () => {
        throw NUMBER;
      },
    ],
    [
      'a cause that is a text',
      () => {
        throw new Error('x', { cause: NUMBER });
      },
    ],
  ])('repeats nothing of %s', (_what, fail) => {
    try {
      fail();
    } catch (error) {
      createJsonLogger('x').error('http.fault', { error });
    }
    expect(written).toHaveLength(1);
    expect(written[0]).not.toContain(NUMBER);
  });

  test('ends a chain of causes that runs in a circle', () => {
    const error = new Error('a');
    error.cause = error;
    createJsonLogger('x').error('http.fault', { error });
    expect(written).toHaveLength(1);
  });
});

test('every code says what it means in a sentence', () => {
  for (const [code, meaning] of Object.entries(LOG_CODES)) {
    expect(code).toMatch(/^[a-z]+(-[a-z]+)*\.[a-z]+(-[a-z]+)*$/);
    expect(meaning).toMatch(/^[A-Z].*\.$/);
  }
});
