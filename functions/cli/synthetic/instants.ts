const DAY_MS = 86_400_000;

/** The first day on which a synthetic order is served, in the time of the courts. */
const FIRST_DAY_MS = Date.UTC(2021, 0, 1);

/** Orders are served on so many days from the first on; the last of them is 2025-12-31. */
export const SERVED_DAYS = (Date.UTC(2026, 0, 1) - FIRST_DAY_MS) / DAY_MS;

const known = new Map<number, string>();

/** Midnight of a day in Asia/Shanghai, counted from the first. There are a few thousand, so each is written once. */
export function dayText(day: number): string {
  let text = known.get(day);
  if (text === undefined) {
    text = `${new Date(FIRST_DAY_MS + day * DAY_MS).toISOString().slice(0, 10)}T00:00:00+08:00`;
    known.set(day, text);
  }
  return text;
}
