import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { CLIENT_VERSION, type ClientOptions, createClient } from '../../../shared/client/index.ts';

const good = { baseUrl: 'https://check.example', clientId: 'rail-1', clientSecret: 'a-secret-of-ours' };
const make = (options: object) => () => createClient({ ...good, ...options } as ClientOptions);

describe('the options of a client', () => {
  test.each([
    {},
    { baseUrl: 'http://127.0.0.1:8787' },
    { baseUrl: 'http://localhost:8787/below/' },
    { baseUrl: 'http://[::1]:8787' },
    { clientId: undefined, clientSecret: undefined, token: async () => 'token' },
    { fallback: { rail: 'hold' } },
  ])('may be %j', (options) => {
    expect(make(options)).not.toThrow();
  });

  test.each([
    [{ baseUrl: 'http://check.example' }, 'baseUrl must be an https URL'],
    [{ baseUrl: 'http://127.0.0.1.example.com' }, 'baseUrl must be an https URL'],
    [{ baseUrl: 'check.example' }, 'baseUrl must be an https URL'],
    [{ baseUrl: 'https://user:word@check.example' }, 'without credentials'],
    [{ tokenUrl: 'http://tokens.example' }, 'tokenUrl must be an https URL'],
    [{ clientSecret: '' }, 'Give clientId and clientSecret'],
    [{ clientId: undefined }, 'Give clientId and clientSecret'],
    [{ deadlineMs: 0 }, 'deadlineMs'],
    [{ attemptMs: Number.NaN }, 'attemptMs'],
    [{ breaker: { openMs: Number.POSITIVE_INFINITY } }, 'openMs'],
    [{ fallback: { property: 'proceed-and-recheck' } }, 'cannot be laxer than the policy'],
    [{ fallback: { yacht: 'hold' } }, 'cannot be laxer than the policy'],
  ])('may not be %j', (options, message) => {
    expect(make(options)).toThrow(TypeError);
    expect(make(options)).toThrow(message);
    expect(make(options)).not.toThrow(good.clientSecret);
  });
});

test('the version of the client is that of the repository', () => {
  const { version } = JSON.parse(readFileSync(new URL('../../../package.json', import.meta.url), 'utf8'));
  expect(CLIENT_VERSION).toBe(version);
});
