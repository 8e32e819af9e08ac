import {
  DecryptCommand,
  GenerateDataKeyCommand,
  IncorrectKeyException,
  InvalidCiphertextException,
  type KMSClient,
} from '@aws-sdk/client-kms';
import { DependencyUnavailable } from '../../contracts/problem.ts';
import { fromBase64Url } from '../secrets/aes-gcm.ts';
import { SealBroken } from '../secrets/seal-broken.ts';
import { DATA_KEY_BYTES, DOCUMENT_KEYS_ARE_FOR, type KeyWrapper } from './key-wrapper.ts';

/** KMS takes no longer ones (Decrypt, `CiphertextBlob`); its own are below 200 bytes. */
const MAX_WRAPPED_BYTES = 6_144;

/** No key of anybody's. KMS says so, which it can say only when it is there. */
const NO_KEY = Buffer.alloc(184);

export interface DocumentsKey {
  readonly client: KMSClient;
  /** Its ARN: nothing is unwrapped with another key, whatever a sealed text names. */
  readonly keyArn: string;
}

/** Keys of documents under a key of AWS KMS, which never leaves it. Calls end within the time that the client allows. */
export function createKmsKeyWrapper({ client, keyArn }: DocumentsKey): KeyWrapper {
  const common = { KeyId: keyArn, EncryptionContext: DOCUMENT_KEYS_ARE_FOR };
  /** The last key that was unwrapped: asking for it once more meets every fault that asking for another would. */
  let known: Uint8Array | undefined;

  async function decrypt(CiphertextBlob: Uint8Array): Promise<Buffer> {
    try {
      const { Plaintext } = await client.send(new DecryptCommand({ ...common, CiphertextBlob }));
      return keyOf(Plaintext);
    } catch (error) {
      if (error instanceof InvalidCiphertextException || error instanceof IncorrectKeyException) {
        throw new SealBroken('the key of the document was changed, or belongs elsewhere', { cause: error });
      }
      throw unavailable('unwrapping the key of a document failed', error);
    }
  }

  return {
    name: 'kms',

    async newDataKey() {
      try {
        const command = new GenerateDataKeyCommand({ ...common, KeySpec: 'AES_256' });
        const { Plaintext, CiphertextBlob } = await client.send(command);
        const plaintext = keyOf(Plaintext);
        if (!CiphertextBlob?.length) throw new TypeError('KMS gave a key without its wrapped form');
        return { plaintext, wrapped: Buffer.from(CiphertextBlob).toString('base64url') };
      } catch (error) {
        throw unavailable('making a key for documents failed', error);
      }
    },

    async unwrap(wrapped) {
      const blob = fromBase64Url(wrapped);
      if (blob.length === 0 || blob.length > MAX_WRAPPED_BYTES) throw new SealBroken('not a wrapped key');
      const plaintext = await decrypt(blob);
      known = blob;
      return plaintext;
    },

    async reach() {
      try {
        (await decrypt(known ?? NO_KEY)).fill(0);
      } catch (error) {
        if (!(error instanceof SealBroken)) throw error;
      }
    },
  };
}

function keyOf(plaintext: Uint8Array | undefined): Buffer {
  if (plaintext?.length !== DATA_KEY_BYTES) throw new TypeError('KMS gave a key of another length');
  // The same memory, not a copy: what is overwritten later is all there is.
  return Buffer.from(plaintext.buffer, plaintext.byteOffset, plaintext.length);
}

function unavailable(what: string, cause: unknown): DependencyUnavailable {
  return cause instanceof DependencyUnavailable ? cause : new DependencyUnavailable('kms', what, cause);
}
