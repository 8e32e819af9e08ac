import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { DecryptCommand, GenerateDataKeyCommand, KMSClient } from '@aws-sdk/client-kms';
import { afterEach, beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { createEnvelopeCipher } from '../../../shared/adapters/kms/envelope-cipher.ts';
import { createKmsKeyWrapper } from '../../../shared/adapters/kms/kms-key-wrapper.ts';
import { createDocumentCipher } from '../../../shared/adapters/secrets/document-cipher.ts';
import { SealBroken } from '../../../shared/adapters/secrets/seal-broken.ts';
import { DependencyUnavailable } from '../../../shared/contracts/problem.ts';
import { createKmsClient, PROFILES } from '../../../shared/runtime/aws-clients.ts';
import { createFakeKms, type FakeKms, KMS_KEY_ARN } from '../../support/fake-kms.ts';
import { createManualClock, type ManualClock } from '../../support/manual-clock.ts';

const before = createDocumentCipher(async () => ({ version: '1', key: Buffer.alloc(32, 1) }));
const wrapperWith = (client: KMSClient) => createKmsKeyWrapper({ client, keyArn: KMS_KEY_ARN });

/** As KMS names what can go wrong with a request that is well made. */
const FAULTS = [
  'ThrottlingException',
  'LimitExceededException',
  'AccessDeniedException',
  'DisabledException',
  'KMSInvalidStateException',
  'KeyUnavailableException',
  'NotFoundException',
  'DependencyTimeoutException',
  'KMSInternalException',
  'InvalidGrantTokenException',
  'ExpiredTokenException',
  'TimeoutError',
];

function faultNamed(name: string): Error {
  return Object.assign(new Error('as the SDK says it'), { name });
}

async function faultOf(work: Promise<unknown>): Promise<DependencyUnavailable> {
  const error = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(DependencyUnavailable);
  expect(error).toMatchObject({ dependency: 'kms' });
  return error as DependencyUnavailable;
}

describe('while KMS does not answer as it should', () => {
  let fake: FakeKms;
  let clock: ManualClock;
  const cipherNow = () =>
    createEnvelopeCipher({
      wrappers: [wrapperWith(new KMSClient({ region: 'us-east-1' }))],
      before,
      clock,
    });
  beforeEach(() => {
    fake = createFakeKms();
    clock = createManualClock();
  });
  afterEach(() => {
    fake.kms.restore();
  });

  test.each(FAULTS)('%s: nothing is sealed or opened, and all goes on when it is over', async (name) => {
    const cipher = cipherNow();
    const sealed = await cipherNow().seal('text', 'ord-1');
    const { kms } = createFakeKms();
    kms.on(GenerateDataKeyCommand).rejects(faultNamed(name));
    kms.on(DecryptCommand).rejects(faultNamed(name));
    const faults = await Promise.all([
      faultOf(cipher.seal('text', 'ord-1')),
      faultOf(cipher.open(sealed, 'ord-1')),
      faultOf(wrapperWith(new KMSClient({ region: 'us-east-1' })).reach()),
    ]);
    for (const { message, cause } of faults) {
      expect(message).not.toContain('ord-1');
      expect((cause as Error).name).toBe(name);
    }
    fake = createFakeKms();
    expect(await cipher.open(await cipher.seal('text', 'ord-1'), 'ord-1')).toBe('text');
  });

  test('a disabled key opens nothing but what was opened in the last five minutes', async () => {
    const cipher = cipherNow();
    const [known, unknown] = [await cipher.seal('known', 'ord-1'), await cipherNow().seal('other', 'ord-1')];
    await cipher.open(known, 'ord-1');
    fake.disable();
    expect(await cipher.open(known, 'ord-1')).toBe('known');
    await faultOf(cipher.open(unknown, 'ord-1'));
    clock.advance(300_000);
    await faultOf(cipher.open(known, 'ord-1'));
    await faultOf(cipher.seal('text', 'ord-1'));
    fake.enable();
    expect(await cipher.open(known, 'ord-1')).toBe('known');
    expect(await cipher.open(unknown, 'ord-1')).toBe('other');
  });

  test('whoever waits for the same key asks once, and is told the same', async () => {
    const cipher = cipherNow();
    fake.disable();
    const outcomes = await Promise.allSettled(Array.from({ length: 50 }, () => cipher.seal('text', 'ord-1')));
    expect(outcomes.every(({ status }) => status === 'rejected')).toBe(true);
    expect(fake.generated()).toBe(1);
    fake.enable();
    const sealed = await Promise.all(Array.from({ length: 50 }, () => cipher.seal('text', 'ord-1')));
    expect(fake.generated()).toBe(2);
    const fresh = cipherNow();
    await Promise.all(sealed.map((one) => fresh.open(one, 'ord-1')));
    expect(fake.decrypted()).toBe(1);
  });

  const SHORT = { Plaintext: new Uint8Array(16), CiphertextBlob: new Uint8Array(184) };

  test.each([
    ['no key', {}],
    ['a key that is too short', SHORT],
    ['a key that is not wrapped', { Plaintext: new Uint8Array(32) }],
  ])('%s is a fault of KMS, and seals nothing', async (_, answer) => {
    const cipher = cipherNow();
    fake.kms.on(GenerateDataKeyCommand).resolves(answer);
    await faultOf(cipher.seal('text', 'ord-1'));
    await faultOf(cipher.seal('text', 'ord-1'));
    expect(fake.generated()).toBe(2);
  });

  test.each([
    ['no key', {}],
    ['a key that is too short', SHORT],
  ])('%s is a fault of KMS, and opens nothing', async (_, answer) => {
    const sealed = await cipherNow().seal('text', 'ord-1');
    fake.kms.on(DecryptCommand).resolves(answer);
    await faultOf(cipherNow().open(sealed, 'ord-1'));
  });

  test('a wrong key from KMS opens nothing and is asked for again', async () => {
    const cipher = cipherNow();
    const sealed = await cipherNow().seal('text', 'ord-1');
    fake.kms.on(DecryptCommand).resolves({ Plaintext: new Uint8Array(32).fill(7) });
    await expect(cipher.open(sealed, 'ord-1')).rejects.toThrow(SealBroken);
    const good = Uint8Array.from(fake.handedOut[0] as Uint8Array);
    fake.kms.on(DecryptCommand).resolves({ Plaintext: good });
    expect(await cipher.open(sealed, 'ord-1')).toBe('text');
  });

  test('keys that are over are overwritten where KMS had put them', async () => {
    const cipher = cipherNow();
    const sealed = await cipherNow().seal('text', 'ord-1');
    await cipher.open(sealed, 'ord-1');
    await cipher.seal('text', 'ord-1');
    const [, opened, sealing] = fake.handedOut;
    expect(opened).not.toEqual(new Uint8Array(32));
    clock.advance(300_000);
    await cipher.seal('text', 'ord-1');
    expect([opened, sealing]).toEqual([new Uint8Array(32), new Uint8Array(32)]);
  });

  test('that it can be reached is known although no key was ever unwrapped; a key once unwrapped is asked for', async () => {
    const wrapper = wrapperWith(new KMSClient({ region: 'us-east-1' }));
    await wrapper.reach();
    expect(fake.decrypted()).toBe(1);
    const { wrapped } = await wrapper.newDataKey();
    await wrapper.unwrap(wrapped);
    await wrapper.reach();
    const asked = fake.kms.commandCalls(DecryptCommand).at(-1)?.args[0].input.CiphertextBlob as Uint8Array;
    expect(Buffer.from(asked).toString('base64url')).toBe(wrapped);
    expect(fake.handedOut.at(-1)).toEqual(new Uint8Array(32));
    fake.disable();
    await faultOf(wrapper.reach());
  });
});

describe('the time that KMS may take', () => {
  let server: Server;
  let asked: number;

  async function clientOf(answer: (status: (code: number, type: string) => void) => void) {
    asked = 0;
    server = createServer((_, response) => {
      asked += 1;
      answer((code, type) => {
        response.writeHead(code, { 'content-type': 'application/x-amz-json-1.1' });
        response.end(JSON.stringify({ __type: type }));
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => {
      server.closeAllConnections();
      server.close();
    });
    const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    return createKmsClient({ region: 'us-east-1', endpoint, profile: 'check' });
  }

  test('ends after two attempts of a third of a second where somebody waits for the answer', async () => {
    const wrapper = wrapperWith(await clientOf(() => undefined));
    const beganAtMs = performance.now();
    await faultOf(wrapper.newDataKey());
    const { attemptMs, maxAttempts, maxPauseMs } = PROFILES.check;
    expect(performance.now() - beganAtMs).toBeLessThan(maxAttempts * (attemptMs + maxPauseMs) + 500);
    expect(asked).toBe(maxAttempts);
  });

  test('is tried once more after throttling, never after a refusal', async () => {
    await faultOf(wrapperWith(await clientOf((status) => status(400, 'ThrottlingException'))).newDataKey());
    expect(asked).toBe(2);
    await faultOf(wrapperWith(await clientOf((status) => status(400, 'AccessDeniedException'))).reach());
    expect(asked).toBe(1);
    await faultOf(wrapperWith(await clientOf((status) => status(400, 'DisabledException'))).reach());
    expect(asked).toBe(1);
  });

  test('a changed key of a document is told from a fault as KMS itself tells it', async () => {
    const wrapper = wrapperWith(await clientOf((status) => status(400, 'InvalidCiphertextException')));
    await expect(wrapper.unwrap('AAAA')).rejects.toThrow(SealBroken);
    await wrapper.reach();
    const other = wrapperWith(await clientOf((status) => status(400, 'IncorrectKeyException')));
    await expect(other.unwrap('AAAA')).rejects.toThrow(SealBroken);
  });
});
