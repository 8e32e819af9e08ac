import { type ClientOptions, createClient } from '../../../../shared/client/index.ts';

/**
 * A client by the environment: `BASE_URL`, `CLIENT_ID`, `CLIENT_SECRET`; a demo client of the embedded default
 * unless told.
 */
export function clientByEnvironment(demoClient: string, more: Partial<ClientOptions> = {}) {
  const clientId = process.env.CLIENT_ID ?? demoClient;
  return createClient({
    baseUrl: process.env.BASE_URL ?? 'http://127.0.0.1:8787',
    clientId,
    clientSecret: process.env.CLIENT_SECRET ?? `${clientId}-secret`,
    ...more,
  } as ClientOptions);
}

/** Prints to standard output. */
export function printLine(line: string): void {
  process.stdout.write(`${line}\n`);
}
