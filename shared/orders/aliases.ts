import type { OrderRecord } from './order.ts';

/** Keys of one document, each made under another version of the secret. Sorted. */
export type AliasGroup = readonly string[];

/** Digests of 16 bytes in hexadecimal: an order of more groups would not fit into its item any more. */
export const MAX_GROUPS = 300;

/**
 * All that is known of which keys are of one document: groups that have a key in common are one. Sorted, so that equal
 * knowledge is an equal list; it never grows smaller.
 */
export function joinAliases(
  known: readonly AliasGroup[] = [],
  further: readonly AliasGroup[] = [],
): readonly AliasGroup[] {
  const groups: Set<string>[] = [];
  for (const group of [...known, ...further]) {
    if (group.length < 2) continue;
    const joined = new Set(group);
    for (let at = groups.length - 1; at >= 0; at--) {
      const other = groups[at] as Set<string>;
      if (![...other].some((key) => joined.has(key))) continue;
      for (const key of other) joined.add(key);
      groups.splice(at, 1);
    }
    groups.push(joined);
  }
  return groups
    .map((group) => [...group].sort())
    .sort((a, b) => ((a[0] as string) < (b[0] as string) ? -1 : 1))
    .slice(0, MAX_GROUPS);
}

/** The keys, and all other keys of the documents that they are of. */
export function withAliases(keys: readonly string[], aliases: readonly AliasGroup[] = []): readonly string[] {
  if (aliases.length === 0) return keys;
  const groups = aliases.filter((group) => group.some((key) => keys.includes(key)));
  return [...new Set([...keys, ...groups.flat()])];
}

/** How many documents the order names: keys of one document under several versions of the secret count once. */
export function documentsNamed({ keys, aliases = [] }: Pick<OrderRecord, 'keys' | 'aliases'>): number {
  const groups = aliases.filter((group) => group.some((key) => keys.includes(key)));
  const inGroups = new Set(groups.flat());
  return groups.length + keys.filter((key) => !inGroups.has(key)).length;
}

/** Whether the order names the document that this key is of, under whichever version of the secret it was made. */
export function namesDocumentOf(key: string, order: Pick<OrderRecord, 'keys' | 'aliases'>): boolean {
  return withAliases([key], order.aliases).some((one) => order.keys.includes(one));
}
