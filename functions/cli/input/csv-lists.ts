/*
 * Lists in one cell: entries between semicolons. Document numbers, ids and item names contain none of the separators. A
 * part that is left empty is left out, and an entry of another form goes on in a form that the gates refuse, so that its
 * rejection points to it.
 */

const BETWEEN_ENTRIES = ';';
const WITHIN_DOCUMENT = ':';
const WITHIN_GRANT = '|';
const BETWEEN_ITEMS_OF_GRANT = '+';

function entries(cell: string, separator = BETWEEN_ENTRIES): readonly string[] {
  return cell
    .split(separator)
    .map((entry) => entry.trim())
    .filter((entry) => entry !== '');
}

/** `air;rail-emu` */
export function readItems(cell: string): readonly string[] {
  return entries(cell);
}

export function itemsCell(items: unknown): string {
  return (items as readonly string[]).join(BETWEEN_ENTRIES);
}

/** `resident-id:<number>;passport:<issuer>:<number>` */
export function readDocuments(cell: string): readonly object[] {
  return entries(cell).map((entry) => {
    const parts = entry.split(WITHIN_DOCUMENT).map((part) => part.trim());
    const [type, ...rest] = parts;
    const number = rest.at(-1);
    return withoutEmpty({
      type,
      issuer: rest.length > 1 ? rest.slice(0, -1).join(WITHIN_DOCUMENT) : '',
      number,
    });
  });
}

interface DocumentAsSent {
  readonly type: string;
  readonly number: string;
  readonly issuer?: string | undefined;
}

export function documentsCell(documents: unknown): string {
  return (documents as readonly DocumentAsSent[])
    .map(({ type, issuer, number }) =>
      (issuer === undefined ? [type, number] : [type, issuer, number]).join(WITHIN_DOCUMENT),
    )
    .join(BETWEEN_ENTRIES);
}

/** `<grantId>|<kind>|<item>+<item>|<from>|<to>|<uses, empty for any number>|<approvedBy>` */
export function readGrants(cell: string): readonly object[] {
  return entries(cell).map((entry) => {
    const [grantId, kind, items = '', from, to, uses = '', approvedBy, ...more] = entry
      .split(WITHIN_GRANT)
      .map((part) => part.trim());
    const grant = withoutEmpty({ grantId, kind, from, to, approvedBy });
    const extra = more.length > 0 ? { more } : {};
    return { ...grant, items: entries(items, BETWEEN_ITEMS_OF_GRANT), uses: readUses(uses), ...extra };
  });
}

function readUses(text: string): number | string | null {
  if (text === '') return null;
  return /^\d{1,9}$/.test(text) ? Number(text) : text;
}

interface GrantAsSent {
  readonly grantId: string;
  readonly kind: string;
  readonly items: readonly string[];
  readonly from: string;
  readonly to: string;
  readonly uses: number | null;
  readonly approvedBy: string;
}

export function grantsCell(grants: unknown): string {
  return ((grants ?? []) as readonly GrantAsSent[])
    .map(({ grantId, kind, items, from, to, uses, approvedBy }) =>
      [grantId, kind, items.join(BETWEEN_ITEMS_OF_GRANT), from, to, uses ?? '', approvedBy].join(
        WITHIN_GRANT,
      ),
    )
    .join(BETWEEN_ENTRIES);
}

function withoutEmpty(fields: Readonly<Record<string, string | undefined>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(fields).filter(
      (field): field is [string, string] => field[1] !== undefined && field[1] !== '',
    ),
  );
}
