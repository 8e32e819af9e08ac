import type { DocumentInput } from '../contracts/document.ts';
import type { ListChange } from '../contracts/list-change.ts';
import { coverageOf } from '../identity/key-coverage.ts';
import type { NameDigester } from '../identity/name-digester.ts';
import { parseDocument } from '../identity/parse-document.ts';
import { formatSubjectKey } from '../identity/subject-key.ts';
import type { SubjectKeyer } from '../identity/subject-keyer.ts';
import { joinAliases } from './aliases.ts';
import type { Grant, OrderTerms, OrderVersion } from './order.ts';
import type { DocumentCipher } from './ports.ts';
import { sealingContext } from './sealing.ts';

/** What makes keys and digests under one version of the secret. */
export interface KeyMakers {
  readonly keyer: SubjectKeyer;
  readonly names: NameDigester;
}

/** The version that checks look up with, and what else counts while the secret is rotated. */
export interface VersionMakers extends KeyMakers {
  /** Further versions under which every order has its keys. */
  readonly alsoLive?: readonly KeyMakers[];
  /** Versions that count no more: their keys only tell which documents were cleared under them. */
  readonly retired?: readonly KeyMakers[];
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
  makers: VersionMakers,
): Promise<OrderVersion> {
  const { orderId, version } = order;
  return {
    orderId,
    version,
    changeId,
    acceptedAtMs,
    courtCode: order.court.code,
    terms: termsOf(order, makers),
    ...keysOf(order.subject, makers),
    sealedDocument: await makers.cipher.seal(
      JSON.stringify(documentAsSent),
      sealingContext({ orderId, version, changeId }),
    ),
  };
}

function termsOf(order: ListChange['order'], makers: Omit<VersionMakers, 'cipher'>): OrderTerms {
  return {
    status: order.status,
    ...(order.endReason === undefined ? {} : { endReason: order.endReason }),
    items: order.items,
    period: { fromMs: order.period.from, toMs: order.period.to },
    role: order.subject.role,
    grants: order.grants.map(({ from, to, ...grant }): Grant => ({ ...grant, fromMs: from, toMs: to })),
    ...(order.continues === undefined ? {} : { continues: order.continues.orderId }),
    ...namesOf(order.subject.name, makers),
  };
}

/** The digests of a name under every version that counts. */
export function namesOf(
  name: string,
  { names, alsoLive = [] }: Omit<VersionMakers, 'cipher'>,
): Pick<OrderTerms, 'nameDigest' | 'nameDigests'> {
  const nameDigest = names.digestOf(name);
  if (alsoLive.length === 0) return { nameDigest };
  return { nameDigest, nameDigests: [nameDigest, ...alsoLive.map((one) => one.names.digestOf(name))].sort() };
}

export type KeysOfDocuments = Pick<OrderVersion, 'keys' | 'clearedKeys' | 'secretVersion' | 'aliases'>;

/**
 * One key for each number and version of the secret that counts, of those that were cleared and of the others; two
 * spellings of one number give one key. Sorted, so that equal sets are equal lists. `keys` is empty when every document
 * was cleared: then the order stays and matches nobody.
 */
export function keysOf(
  {
    documents,
    clearedDocuments = [],
  }: Pick<ListChange['order']['subject'], 'documents' | 'clearedDocuments'>,
  { keyer, alsoLive = [], retired = [] }: Omit<VersionMakers, 'cipher'>,
): KeysOfDocuments {
  const live = [keyer, ...alsoLive.map((one) => one.keyer)];
  const keysUnder = (input: DocumentInput, keyers: readonly SubjectKeyer[]) => {
    const parsed = parseDocument(input);
    if (parsed.kind === 'invalid') throw new TypeError('a document passed the gates that is not valid');
    const { document } = parsed;
    return keyers.map((one) => formatSubjectKey(one.keyOf(document)));
  };
  const cleared = new Set(clearedDocuments.flatMap((input) => keysUnder(input, live)));
  const named = new Set(documents.flatMap((input) => keysUnder(input, live)));
  const all = [...live, ...retired.map((one) => one.keyer)];
  const aliases =
    all.length === 1
      ? []
      : joinAliases([...documents, ...clearedDocuments].map((one) => keysUnder(one, all)));
  return {
    keys: [...named].filter((key) => !cleared.has(key)).sort(),
    ...(cleared.size === 0 ? {} : { clearedKeys: [...cleared].sort() }),
    secretVersion: coverageOf(live.map(({ secretVersion }) => secretVersion)),
    ...(aliases.length === 0 ? {} : { aliases }),
  };
}
