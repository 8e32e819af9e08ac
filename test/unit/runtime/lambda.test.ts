import type { Context } from 'aws-lambda';
import { describe, expect, test } from 'vitest';
import type { Invocation } from '../../../shared/runtime/json-log.ts';
import { wrapHandler } from '../../../shared/runtime/lambda.ts';
import { createCapturedLog } from '../../support/captured-log.ts';

function context(awsRequestId: string): Context {
  return { awsRequestId, functionName: 'Check', getRemainingTimeInMillis: () => 3_000 } as Context;
}

function setUp() {
  const log = createCapturedLog();
  const invocation: { current: Invocation | undefined } = { current: undefined };
  const logger = {
    ...log.logger,
    setInvocation: (next: Invocation | undefined) => {
      invocation.current = next;
    },
  };
  return { log, logger, invocation };
}

describe('a wrapped handler', () => {
  test('answers what the handler answers and logs nothing', async () => {
    const { log, logger } = setUp();
    const handler = wrapHandler(async (event: number) => event + 1, { logger });
    expect(await handler(1, context('r-1'))).toBe(2);
    expect(log.lines).toEqual([]);
  });

  test('has its invocation named in the log while it runs, and not after', async () => {
    const { logger, invocation } = setUp();
    const handler = wrapHandler(async () => invocation.current?.awsRequestId ?? 'none', { logger });
    expect(await handler({}, context('r-1'))).toBe('r-1');
    expect(invocation.current).toBeUndefined();
  });

  test('logs a fault once and passes it on', async () => {
    const { log, logger, invocation } = setUp();
    const fault = new Error('secret detail');
    const handler = wrapHandler(
      async () => {
        throw fault;
      },
      { logger },
    );
    await expect(handler({}, context('r-1'))).rejects.toBe(fault);
    expect(log.codes()).toEqual(['runtime.failed']);
    expect(log.text()).not.toContain('secret detail');
    expect(invocation.current).toBeUndefined();
  });

  test('that overlaps with another has no invocation named rather than a wrong one', async () => {
    const { logger, invocation } = setUp();
    const gate = Promise.withResolvers<void>();
    const handler = wrapHandler(
      async (waits: boolean) => {
        if (waits) await gate.promise;
        return invocation.current?.awsRequestId ?? 'none';
      },
      { logger },
    );
    const first = handler(true, context('r-1'));
    expect(await handler(false, context('r-2'))).toBe('none');
    gate.resolve();
    expect(await first).toBe('none');
    expect(await handler(false, context('r-3'))).toBe('r-3');
  });

  test('can be called without a context, as a local caller does', async () => {
    const { logger } = setUp();
    const handler = wrapHandler(async () => 'done', { logger });
    expect(await handler({}, undefined as never)).toBe('done');
  });
});
