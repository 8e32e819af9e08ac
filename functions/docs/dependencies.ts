import { randomUUID } from 'node:crypto';
import type { Logger } from '../../shared/runtime/log.ts';
import { readSettings } from '../../shared/runtime/settings.ts';
import type { DocsDependencies } from './app.ts';
import { filesBeside } from './files.ts';

/**
 * Wires the reference. Without settings everything answers where the reference does.
 *
 * @throws SettingsError if an address is none.
 */
export function createDocsDependencies(
  env: Readonly<Record<string, string | undefined>>,
  logger: Logger,
): DocsDependencies {
  const { PUBLIC_URL, API_URL, TOKEN_URL } = readSettings(env, ['PUBLIC_URL', 'API_URL', 'TOKEN_URL']);
  return {
    logger,
    newRequestId: randomUUID,
    readFile: filesBeside(import.meta.url),
    deployment: { publicUrl: PUBLIC_URL, apiUrl: API_URL, tokenUrl: TOKEN_URL },
  };
}
