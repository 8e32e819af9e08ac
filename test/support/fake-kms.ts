import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import {
  DecryptCommand,
  DisabledException,
  GenerateDataKeyCommand,
  IncorrectKeyException,
  InvalidCiphertextException,
  KMSClient,
} from '@aws-sdk/client-kms';
import { mockClient } from 'aws-sdk-client-mock';

export const KMS_KEY_ARN = 'arn:aws:kms:us-east-1:111122223333:key/00000000-0000-4000-8000-000000000000';

/** A ciphertext of the real KMS is about as long. */
const HEADER_BYTES = 184 - 12 - 16 - 32;

const problem = { message: 'as the real one would say', $metadata: {} };

/**
 * Stands in for AWS KMS in every client of this process: one key, whose data keys open under the context that they were
 * made with, and under no other.
 */
export function createFakeKms(keyArn = KMS_KEY_ARN) {
  const master = randomBytes(32);
  const header = Buffer.concat([Buffer.from(keyArn), Buffer.alloc(HEADER_BYTES)]).subarray(0, HEADER_BYTES);
  const kms = mockClient(KMSClient);
  /** What KMS handed out; whoever asked for it has these very bytes. */
  const handedOut: Uint8Array[] = [];
  let enabled = true;

  function handOut(key: Buffer): Uint8Array {
    const copy = Uint8Array.from(key);
    handedOut.push(copy);
    return copy;
  }

  kms.on(GenerateDataKeyCommand).callsFake(({ KeyId, KeySpec, EncryptionContext }) => {
    if (!enabled) throw new DisabledException(problem);
    if (KeyId !== keyArn || KeySpec !== 'AES_256') throw new TypeError('not as the service asks');
    const key = randomBytes(32);
    const iv = randomBytes(12);
    const cipher = createCipheriv('aes-256-gcm', master, iv).setAAD(bytesOf(EncryptionContext));
    const encrypted = Buffer.concat([cipher.update(key), cipher.final()]);
    const CiphertextBlob = Buffer.concat([header, iv, cipher.getAuthTag(), encrypted]);
    return { KeyId, Plaintext: handOut(key), CiphertextBlob: Uint8Array.from(CiphertextBlob) };
  });

  kms.on(DecryptCommand).callsFake(({ KeyId, CiphertextBlob, EncryptionContext }) => {
    if (!enabled) throw new DisabledException(problem);
    if (KeyId !== keyArn) throw new IncorrectKeyException(problem);
    const blob = Buffer.from(CiphertextBlob as Uint8Array);
    try {
      if (!blob.subarray(0, HEADER_BYTES).equals(header)) throw new Error('of another key');
      const [iv, tag, encrypted] = [[0, 12], [12, 28], [28]].map(([from = 0, to]) =>
        blob.subarray(HEADER_BYTES + from, to === undefined ? undefined : HEADER_BYTES + to),
      ) as [Buffer, Buffer, Buffer];
      const decipher = createDecipheriv('aes-256-gcm', master, iv, { authTagLength: 16 });
      decipher.setAAD(bytesOf(EncryptionContext)).setAuthTag(tag);
      return { KeyId, Plaintext: handOut(Buffer.concat([decipher.update(encrypted), decipher.final()])) };
    } catch {
      throw new InvalidCiphertextException(problem);
    }
  });

  return {
    kms,
    handedOut,
    disable: () => {
      enabled = false;
    },
    enable: () => {
      enabled = true;
    },
    generated: () => kms.commandCalls(GenerateDataKeyCommand).length,
    decrypted: () => kms.commandCalls(DecryptCommand).length,
  };
}

export type FakeKms = ReturnType<typeof createFakeKms>;

function bytesOf(context: Readonly<Record<string, string>> | undefined): Buffer {
  return Buffer.from(JSON.stringify(Object.entries(context ?? {}).sort()));
}
