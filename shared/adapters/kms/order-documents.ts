import type { Clock } from '../../contracts/clock.ts';
import type { DocumentCipher } from '../../orders/ports.ts';
import { createKmsClient, type Profile } from '../../runtime/aws-clients.ts';
import { createDocumentCipher } from '../secrets/document-cipher.ts';
import type { Secrets } from '../secrets/secrets.ts';
import { createEnvelopeCipher } from './envelope-cipher.ts';
import { createKmsKeyWrapper } from './kms-key-wrapper.ts';
import { createSecretKeyWrapper } from './secret-key-wrapper.ts';

export interface OrderDocumentsSettings {
  readonly AWS_REGION: string;
  readonly SECRETS_FILE?: string | undefined;
  /** Needed beside KMS only for what was sealed before there was a key in KMS. */
  readonly DOCUMENT_KEY_SECRET_ARN?: string | undefined;
  /** Absent where there is no KMS: then the secret wraps the keys of documents. */
  readonly DOCUMENT_KMS_KEY_ARN?: string | undefined;
}

export interface OrderDocuments {
  readonly cipher: DocumentCipher;
  /** Fetches the secret, if there is one: else the first document that needs it takes longer to open. */
  readonly prepare: () => Promise<void>;
  /** @throws DependencyUnavailable if no document could be opened now, whichever it is. */
  readonly reach: () => Promise<void>;
}

/**
 * How order documents are sealed and opened in a deployment with these settings: in envelopes of KMS if it has a key
 * there, else of the secret. What was sealed under the secret, in an envelope or before there were any, opens as long as
 * the secret can be read.
 */
export function createOrderDocuments(
  settings: OrderDocumentsSettings,
  secrets: Pick<Secrets, 'documentKey'>,
  profile: Profile,
  clock: Clock,
): OrderDocuments {
  const loadKeys = () => secrets.documentKey();
  const secret = createSecretKeyWrapper(loadKeys);
  const before = createDocumentCipher(loadKeys);
  const hasSecret = settings.DOCUMENT_KEY_SECRET_ARN !== undefined || settings.SECRETS_FILE !== undefined;
  const prepare = async () => {
    if (hasSecret) await loadKeys();
  };
  const { AWS_REGION: region, DOCUMENT_KMS_KEY_ARN: keyArn } = settings;
  if (keyArn === undefined) {
    const cipher = createEnvelopeCipher({ wrappers: [secret], before, clock });
    return { cipher, prepare, reach: secret.reach };
  }
  const kms = createKmsKeyWrapper({ client: createKmsClient({ region, profile }), keyArn });
  const cipher = createEnvelopeCipher({ wrappers: [kms, secret], before, clock });
  return { cipher, prepare, reach: kms.reach };
}
