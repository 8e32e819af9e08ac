import { appendToLog } from '../filter/append.ts';
import type { ChangeLog } from '../filter/ports.ts';

/**
 * Moves the log by an entry that says nothing. A builder that runs only when the log has moved would otherwise build no
 * snapshot that covers what counts now, in a register where nothing else happens.
 */
export async function askForSnapshot(log: ChangeLog): Promise<void> {
  await appendToLog(log, { kind: 'fence' });
}
