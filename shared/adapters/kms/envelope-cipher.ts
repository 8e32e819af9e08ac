import type { Clock } from '../../contracts/clock.ts';
import type { DocumentCipher } from '../../orders/ports.ts';
import { decrypt, encrypt } from '../secrets/aes-gcm.ts';
import { SealBroken } from '../secrets/seal-broken.ts';
import { createDataKeys, DATA_KEY_LIMITS, type DataKeyLimits } from './data-keys.ts';
import type { KeyWrapper } from './key-wrapper.ts';

const FORMAT = 'v2';

/** What stands before this many dots of a sealed text says how to open it. */
const PARTS_OF_HEADER = 3;

export interface EnvelopeCipherOptions {
  /** The first wraps the keys of what is sealed; each opens what it wrapped. */
  readonly wrappers: readonly [KeyWrapper, ...KeyWrapper[]];
  /** Opens what was sealed before there were envelopes. */
  readonly before: Pick<DocumentCipher, 'open'>;
  readonly clock: Clock;
  readonly limits?: DataKeyLimits;
}

/**
 * Envelope encryption: a document is sealed with AES-256-GCM under a data key, and the data key travels with it, wrapped
 * by a key that only its keeper has. Sealed: `v2.<wrapper>.<wrapped key>.<iv>.<tag>.<ciphertext>`, the last four in
 * base64url. Everything before the nonce, and the context, are authenticated with the text.
 */
export function createEnvelopeCipher(options: EnvelopeCipherOptions): DocumentCipher {
  const { wrappers, before, clock, limits = DATA_KEY_LIMITS } = options;
  const keys = new Map(wrappers.map((wrapper) => [wrapper.name, createDataKeys(wrapper, clock, limits)]));
  const [newest] = wrappers;
  return {
    async seal(plaintext, context) {
      const own = keys.get(newest.name) as NonNullable<ReturnType<typeof keys.get>>;
      return await own.toSeal((key, wrapped) => {
        const header = `${FORMAT}.${newest.name}.${wrapped}`;
        return `${header}.${encrypt(key, plaintext, authenticated(header, context))}`;
      });
    },

    async open(sealed, context) {
      const parts = sealed.split('.');
      const [format, wrapper = '', wrapped = ''] = parts;
      if (format !== FORMAT) return await before.open(sealed, context);
      const found = keys.get(wrapper);
      if (!found) throw new SealBroken('the key of the text was wrapped by nobody who is known here');
      const header = parts.slice(0, PARTS_OF_HEADER).join('.');
      const encrypted = parts.slice(PARTS_OF_HEADER).join('.');
      return await found.toOpen(wrapped, (key) => decrypt(key, encrypted, authenticated(header, context)));
    },
  };
}

/** What stays readable of a sealed text must not be changeable either. */
function authenticated(header: string, context: string): string {
  return [header, context].join('.');
}
