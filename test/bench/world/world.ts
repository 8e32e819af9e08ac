import { join } from 'node:path';
import { createFileSecrets, createSecretsFile } from '../../../shared/adapters/secrets/file-secrets.ts';
import { formatSubjectKey } from '../../../shared/identity/subject-key.ts';
import { createSubjectKeyer } from '../../../shared/identity/subject-keyer.ts';
import { startChild } from '../child.ts';
import type { HttpServers } from '../load/http-servers.ts';
import { type Engines, startCheckService } from './check-service.ts';
import { keyOfPerson } from './people.ts';
import { FIRST_UNLISTED, UNLISTED_PEOPLE } from './scale.ts';
import { withoutFalsePositives } from './unlisted.ts';

/**
 * Everything that is measured, and what it runs on: the check API in this process, the engines, the HTTP
 * servers and the load generator in processes of their own.
 *
 * @param folder for the secrets
 */
export async function startWorld(folder: string) {
  const secretsFile = join(folder, 'secrets.json');
  await createSecretsFile(secretsFile);
  const engines = await startChild<Engines>(new URL('engines.ts', import.meta.url), [secretsFile]);
  const load = await startChild<unknown>(new URL('../load/load-generator.ts', import.meta.url));
  const servers = await startChild<HttpServers>(new URL('../load/http-servers.ts', import.meta.url), [
    JSON.stringify(engines.ready),
    secretsFile,
  ]);
  const service = await startCheckService(engines.ready, secretsFile);
  const keyer = createSubjectKeyer(await createFileSecrets(secretsFile).current());
  const unlisted = await withoutFalsePositives(
    service.engine,
    Array.from({ length: UNLISTED_PEOPLE }, (_, n) => FIRST_UNLISTED + n),
  );
  return {
    engines: engines.ready,
    servers: servers.ready,
    load,
    service,
    keyer,
    unlisted,
    unlistedKeys: unlisted.map((person) => formatSubjectKey(keyOfPerson(keyer, person))),
    async stop() {
      service.stop();
      await Promise.all([engines, servers, load].map((child) => child.stop()));
    },
  };
}

export type World = Awaited<ReturnType<typeof startWorld>>;
