import type { DocumentInput } from '../contracts/document.ts';
import type { ListChange } from '../contracts/list-change.ts';
import type { NameDigester } from '../identity/name-digester.ts';
import { parseDocument } from '../identity/parse-document.ts';
import { formatSubjectKey } from '../identity/subject-key.ts';
import type { SubjectKeyer } from '../identity/subject-keyer.ts';
import type { Grant, OrderTerms, OrderVersion } from './order.ts';
import type { DocumentCipher } from './ports.ts';
import { sealingContext } from './sealing.ts';

export interface VersionMakers {
  readonly keyer: SubjectKeyer;
  readonly names: NameDigester;
  readonly cipher: DocumentCipher;
}

/**
 * Makes of a change that passed the gates what the register keeps of it: readable terms that name no one, subject
 * keys, and the document as sent, sealed.
 *
 * @param documentAsSent the `order` of the request, before any of its fields was read as a time or an id
 */
export async function makeOrderVersion(
  { changeId, order }: ListChange,
  documentAsSent: unknown,
  acceptedAtMs: number,
  { keyer, names, cipher }: VersionMakers,
): Promise<OrderVersion> {
  const { orderId, version } = order;
  return {
    orderId,
    version,
    changeId,
    acceptedAtMs,
    courtCode: order.court.code,
    terms: termsOf(order, names),
    ...keysOf(order, keyer),
    secretVersion: keyer.secretVersion,
    sealedDocument: await cipher.seal(
      JSON.stringify(documentAsSent),
      sealingContext({ orderId, version, changeId }),
    ),
  };
}

function termsOf(order: ListChange['order'], names: NameDigester): OrderTerms {
  return {
    status: order.status,
    ...(order.endReason === undefined ? {} : { endReason: order.endReason }),
    items: order.items,
    period: { fromMs: order.period.from, toMs: order.period.to },
    role: order.subject.role,
    grants: order.grants.map(({ from, to, ...grant }): Grant => ({ ...grant, fromMs: from, toMs: to })),
    ...(order.continues === undefined ? {} : { continues: order.continues.orderId }),
    nameDigest: names.digestOf(order.subject.name),
  };
}

/**
 * One key for each number, of those that were cleared and of the others; two spellings of one number give one key.
 * Sorted, so that equal sets are equal lists. `keys` is empty when every document was cleared: then the order stays and
 * matches nobody.
 */
function keysOf(
  { subject }: ListChange['order'],
  keyer: SubjectKeyer,
): Pick<OrderVersion, 'keys' | 'clearedKeys'> {
  const keyOf = (input: DocumentInput) => {
    const parsed = parseDocument(input);
    if (parsed.kind === 'invalid') throw new TypeError('a document passed the gates that is not valid');
    return formatSubjectKey(keyer.keyOf(parsed.document));
  };
  const cleared = new Set((subject.clearedDocuments ?? []).map(keyOf));
  const keys = [...new Set(subject.documents.map(keyOf))].filter((key) => !cleared.has(key)).sort();
  return { keys, ...(cleared.size === 0 ? {} : { clearedKeys: [...cleared].sort() }) };
}
