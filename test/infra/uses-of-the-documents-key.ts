import type { DecryptCommandInput, GenerateDataKeyCommandInput } from '@aws-sdk/client-kms';
import { createOrderDocuments, type OrderDocuments } from '../../shared/adapters/kms/order-documents.ts';
import { systemClock } from '../../shared/runtime/clock.ts';
import { createFakeKms, KMS_KEY_ARN } from '../support/fake-kms.ts';
import type { FunctionName } from './synthesized.ts';

type Use = (documents: OrderDocuments, sealed: string) => Promise<unknown>;

/** What each function does with order documents, through the adapter that its `dependencies.ts` wires. */
const USES: Readonly<Partial<Record<FunctionName, Use>>> = {
  async registryApi({ cipher }, sealed) {
    await cipher.seal('text', 'ord-1');
    await cipher.open(sealed, 'ord-1');
  },
  async inquiryApi({ cipher, reach }, sealed) {
    await reach();
    await cipher.open(sealed, 'ord-1');
  },
};

export interface KeyUse {
  /** As IAM calls it: `kms:Decrypt`. */
  readonly action: string;
  readonly context: Readonly<Record<string, string>> | undefined;
}

/** What a function asks of KMS when it seals and opens order documents; nothing if it never does. */
export async function usesOfTheDocumentsKey(name: FunctionName): Promise<readonly KeyUse[]> {
  const { kms } = createFakeKms();
  const sealed = await newDocuments().cipher.seal('text', 'ord-1');
  kms.resetHistory();
  await USES[name]?.(newDocuments(), sealed);
  const uses = kms.calls().map(({ args: [command] }) => {
    const { EncryptionContext } = command.input as DecryptCommandInput | GenerateDataKeyCommandInput;
    return { action: `kms:${command.constructor.name.replace(/Command$/, '')}`, context: EncryptionContext };
  });
  kms.restore();
  return uses;
}

function newDocuments(): OrderDocuments {
  const settings = { AWS_REGION: 'us-east-1', DOCUMENT_KMS_KEY_ARN: KMS_KEY_ARN };
  const documentKey = () => Promise.reject(new Error('no secret is needed beside KMS'));
  return createOrderDocuments(settings, { documentKey }, 'check', systemClock);
}
