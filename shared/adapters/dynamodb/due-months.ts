/**
 * Partitions of what falls due begin here; what fell due before is found in the first one. So a reader knows every
 * partition that can hold something due, and whatever stays overdue stays in sight, without a mark of how far back to
 * look that could be wrong: twelve queries for each year that the register has lived.
 */
const FIRST_YEAR = 2026;
const FIRST_MONTH = `${FIRST_YEAR}-01`;

/** The month, as `2026-11`, under which an end is kept. Months sort as their ends do. */
export function dueMonth(dueAtMs: number): string {
  const month = new Date(Math.max(0, dueAtMs)).toISOString().slice(0, 7);
  return month < FIRST_MONTH ? FIRST_MONTH : month;
}

/** Every month from one to another, both included. */
export function monthsBetween(first: string, last: string): readonly string[] {
  const months: string[] = [];
  for (let index = indexOf(first); index <= indexOf(last); index++) {
    const year = Math.floor(index / 12);
    months.push(`${year}-${String((index % 12) + 1).padStart(2, '0')}`);
  }
  return months;
}

function indexOf(month: string): number {
  return Number(month.slice(0, 4)) * 12 + Number(month.slice(5)) - 1;
}
