import type { Courts } from './client-record.ts';

/** Whether a client with these courts acts and reads for the court of this code. */
export function actsForCourt(courts: Courts, courtCode: string): boolean {
  return courts === 'all' || courts.includes(courtCode);
}
