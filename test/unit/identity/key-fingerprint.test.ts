import { createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { fingerprintOf, secretWith } from '../../../shared/identity/key-fingerprint.ts';

const secret = { version: 'test-1', key: new Uint8Array(32).fill(7) };
const otherKey = { version: 'test-1', key: new Uint8Array(32).fill(8) };
const otherVersion = { version: 'test-2', key: secret.key };

describe('the fingerprint of a secret', () => {
  it('is the first half of an HMAC-SHA-256 over its version: a stored register depends on it', () => {
    const digest = createHmac('sha256', secret.key).update('fingerprint|test-1').digest('hex');
    expect(fingerprintOf(secret)).toEqual({ version: 'test-1', fingerprint: digest.slice(0, 32) });
  });

  it('finds its secret among others, and none that has another key or version', () => {
    expect(secretWith(fingerprintOf(secret), [otherVersion, otherKey, secret])).toBe(secret);
    expect(secretWith(fingerprintOf(secret), [otherVersion, otherKey])).toBeUndefined();
    const { fingerprint } = fingerprintOf(secret);
    expect(secretWith({ version: 'test-2', fingerprint }, [secret, otherVersion])).toBeUndefined();
  });
});
