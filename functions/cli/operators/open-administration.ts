import type { ClientAdministration } from '../../../shared/operators/administration.ts';
import { UsageError } from '../errors.ts';
import type { CliIo } from '../io.ts';
import { createCall } from '../service/call.ts';
import { type ConnectionOptions, DEMO_OPS, readConnection } from '../service/connection.ts';
import { createTokens } from '../service/tokens.ts';
import { createEmbeddedAdministration } from './embedded-administration.ts';
import { type PlaceOptions, readPlace } from './place.ts';

export interface OpenedAdministration {
  readonly administration: ClientAdministration;
  /** Where the clients obtain tokens. */
  readonly tokenUrl: string;
}

const GIVE_UP_AFTER_MS = 30_000;
const DEPLOYED = ['stage', 'outputs', 'user-pool-id', 'table', 'region'] as const;
const EMBEDDED = ['url', 'token-url', 'client-id', 'client-secret'] as const;

/**
 * Whose clients the command is about: those of a deployment, if one of its options is given, or those of the service on
 * this machine.
 *
 * @throws UsageError if the options do not say it, or contradict each other
 */
export async function openAdministration(
  options: PlaceOptions & ConnectionOptions,
  io: CliIo,
): Promise<OpenedAdministration> {
  if (DEPLOYED.some((option) => options[option] !== undefined)) {
    const other = EMBEDDED.find((option) => options[option] !== undefined);
    if (other) throw new UsageError(`The option --${other} is for the service on this machine.`);
    const place = await readPlace(options);
    // The SDK takes longer to load than all other commands to run.
    const { openDeployedAdministration } = await import('./deployed-administration.ts');
    return { administration: openDeployedAdministration(place, io.clock), tokenUrl: place.tokenUrl };
  }
  const connection = readConnection(options, io.env, DEMO_OPS);
  const call = createCall(io, { giveUpAfterMs: GIVE_UP_AFTER_MS });
  return {
    administration: createEmbeddedAdministration(connection, call, createTokens(connection, call, io)),
    tokenUrl: connection.tokenUrl,
  };
}
