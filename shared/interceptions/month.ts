import { SHANGHAI_OFFSET_MS } from '../contracts/time.ts';

/** `yyyy-mm` of the calendar month (Asia/Shanghai) that an instant lies in. */
export function monthOf(atMs: number): string {
  return new Date(atMs + SHANGHAI_OFFSET_MS).toISOString().slice(0, 7);
}
