import { InputError } from '../errors.ts';

export const FORMATS = ['jsonl', 'csv'] as const;
export type Format = (typeof FORMATS)[number];

/**
 * The format that a file's name tells (`.csv`, `.jsonl`, `.ndjson`, each perhaps with `.gz`); undefined if it tells none.
 */
export function formatOfName(path: string): Format | undefined {
  const extension = /\.(csv|jsonl|ndjson)(?:\.gz)?$/i.exec(path)?.[1]?.toLowerCase();
  if (extension === undefined) return undefined;
  return extension === 'csv' ? 'csv' : 'jsonl';
}

/**
 * The format that the first character tells: JSON Lines begin with a brace, the header of CSV with a letter.
 *
 * @throws InputError if neither begins like this
 */
export function formatOfText(firstLine: string): Format {
  const first = firstLine.trim().charAt(0);
  if (first === '{') return 'jsonl';
  if (/["A-Za-z]/.test(first)) return 'csv';
  throw new InputError('The input looks like neither JSON Lines nor CSV. Say which with --format.');
}
