import * as z from 'zod';
import { documentField } from '../contracts/document.ts';
import { covers, type KeyCoverage } from '../identity/key-coverage.ts';
import { joinAliases, withAliases } from '../orders/aliases.ts';
import { MAX_FORMER_KEYS } from '../orders/next-record.ts';
import { hasEnded, type OrderRecord } from '../orders/order.ts';
import { keysOf, namesOf, type VersionMakers } from '../orders/order-version.ts';
import { sealingContext } from '../orders/sealing.ts';
import { settledAtMs } from '../retention/periods.ts';

/** Of the document as the court sent it: what keys and digests are made of. */
const sentSubject = z.object({
  subject: z.object({
    name: z.string(),
    documents: z.array(documentField),
    clearedDocuments: z.array(documentField).optional(),
  }),
});

/**
 * Whether an order may restrict somebody yet. One that was ended never does again, and one whose period has been over for
 * longer than any change can wait does not either: both are on their way out of the register.
 */
export function mayStillRestrict({ terms }: Pick<OrderRecord, 'terms'>, nowMs: number): boolean {
  const { toMs } = terms.period;
  return !hasEnded(terms.status) && (toMs === null || nowMs < settledAtMs(toMs));
}

/** Whether the order has keys of exactly the live versions. */
export function isRekeyed({ secretVersion }: Pick<OrderRecord, 'secretVersion'>, live: KeyCoverage): boolean {
  return covers(secretVersion, live) && covers(live, secretVersion);
}

/**
 * Whether it has a cleared document that is known under one version of the secret alone: no version since has named it.
 * Once that version is forgotten, the document would match again if a later version named it.
 */
export function hasUnresolved({ clearedKeys = [], aliases = [] }: OrderRecord): boolean {
  return clearedKeys.some((key) => !aliases.some((group) => group.includes(key)));
}

/**
 * The order with the keys of exactly the live versions, made from its own sealed document. What was cleared stays cleared
 * under each of them, and which keys are of one document is kept. The document is sealed anew, so that after a rotation
 * none depends on an earlier key of documents.
 *
 * @param makers of all live versions; those that count no more, or do not count yet, among `retired`
 * @throws Error if the document cannot be opened or read; the error repeats nothing of it
 */
export async function rekeyed(stored: OrderRecord, makers: VersionMakers): Promise<OrderRecord> {
  const context = sealingContext(stored);
  const document = await makers.cipher.open(stored.sealedDocument, context);
  const subject = subjectOf(document);
  const { clearedDocuments, ...rest } = subject;
  const made = keysOf({ ...rest, ...(clearedDocuments ? { clearedDocuments } : {}) }, makers);
  const aliases = joinAliases(stored.aliases, made.aliases);
  const clearedKeys = [...withAliases([...(stored.clearedKeys ?? []), ...(made.clearedKeys ?? [])], aliases)];
  const keys = made.keys.filter((key) => !clearedKeys.includes(key));
  const formerKeys = [...new Set([...(stored.formerKeys ?? []), ...stored.keys])]
    .filter((key) => !keys.includes(key))
    .slice(-MAX_FORMER_KEYS);
  const { nameDigests: _, ...terms } = stored.terms;
  return {
    ...stored,
    terms: { ...terms, ...namesOf(subject.name, makers) },
    keys,
    secretVersion: made.secretVersion,
    sealedDocument: await makers.cipher.seal(document, context),
    ...(aliases.length === 0 ? {} : { aliases }),
    ...(clearedKeys.length === 0 ? {} : { clearedKeys: [...new Set(clearedKeys)].sort() }),
    ...(stored.formerKeys === undefined && formerKeys.length === 0 ? {} : { formerKeys }),
    revision: (stored.revision ?? 0) + 1,
  };
}

function subjectOf(document: string) {
  const opened = sentSubject.safeParse(parsed(document));
  if (opened.success) return opened.data.subject;
  throw new TypeError('the sealed document of an order cannot be read');
}

/** Without the parser's own words, which quote the text. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
