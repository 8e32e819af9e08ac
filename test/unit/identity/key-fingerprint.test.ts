import { createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { createMemoryKeyFingerprint } from '../../../shared/adapters/memory/key-fingerprint.ts';
import {
  confirmSubjectKeySecret,
  fingerprintOf,
  type KeyFingerprint,
} from '../../../shared/identity/key-fingerprint.ts';

const secret = { version: 'test-1', key: new Uint8Array(32).fill(7) };

/** A register that was made before, with this fingerprint; writing to it fails the test. */
function registerMadeWith(fingerprint: KeyFingerprint) {
  return {
    read: async () => fingerprint,
    putOnce: () => Promise.reject(new Error('a register that has a fingerprint is not written to')),
  };
}

describe('the fingerprint of a secret', () => {
  it('is the first half of an HMAC-SHA-256 over its version: a stored register depends on it', () => {
    const digest = createHmac('sha256', secret.key).update('fingerprint|test-1').digest('hex');
    expect(fingerprintOf(secret)).toEqual({ version: 'test-1', fingerprint: digest.slice(0, 32) });
  });
});

describe('a register', () => {
  it('that has no fingerprint yet takes the one of the secret it is opened with', async () => {
    const store = createMemoryKeyFingerprint();
    await confirmSubjectKeySecret(secret, store);
    expect(await store.read()).toEqual(fingerprintOf(secret));
  });

  it('that was made with the same secret is confirmed without being written to', async () => {
    await expect(
      confirmSubjectKeySecret(secret, registerMadeWith(fingerprintOf(secret))),
    ).resolves.toBeUndefined();
  });

  it.each([
    ['key', { version: 'test-1', key: new Uint8Array(32).fill(8) }],
    ['version', { version: 'test-2', key: secret.key }],
  ])('is not confirmed for a secret with another %s', async (_, other) => {
    await expect(confirmSubjectKeySecret(secret, registerMadeWith(fingerprintOf(other)))).rejects.toThrow(
      expect.objectContaining({
        name: 'DependencyUnavailable',
        dependency: 'secrets',
        message: expect.stringContaining('not the one that the register was made with'),
      }),
    );
  });

  it('is not confirmed for another version though the digest is the same', async () => {
    const { fingerprint } = fingerprintOf(secret);
    await expect(
      confirmSubjectKeySecret(secret, registerMadeWith({ version: 'test-2', fingerprint })),
    ).rejects.toThrow(/not the one/);
  });

  it('that keeps nothing of what is put is not confirmed', async () => {
    const forgetful = { read: async () => undefined, putOnce: async () => undefined };
    await expect(confirmSubjectKeySecret(secret, forgetful)).rejects.toThrow(/not the one/);
  });
});
