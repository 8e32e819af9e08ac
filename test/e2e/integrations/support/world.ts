import type { ClientOptions } from '../../../../shared/client/index.ts';
import { type Client, createClient } from '../../../../shared/client/index.ts';
import { type FaultyService, startFaultyService } from '../../../integration/client/faulty-service.ts';
import { linesOn, type Screen } from '../common/words.ts';
import { type Court, createCourt, type OrderTerms } from './court.ts';

export interface World {
  readonly url: string;
  readonly court: Court;
  /** Stands before the service, for clients whose network is to fail. */
  readonly between: FaultyService;
  /** A demo client of the service through `between`. */
  client(clientId: string, options?: Partial<ClientOptions>): Client;
  readonly screen: Screen;
  /** All lines that programs put on their screens. */
  readonly lines: string[];
}

export async function createWorld(url: string): Promise<World & { close(): Promise<void> }> {
  const between = await startFaultyService(url);
  const lines: string[] = [];
  return {
    url,
    court: createCourt(url),
    between,
    client: (clientId, options = {}) =>
      createClient({
        baseUrl: between.url,
        clientId,
        clientSecret: `${clientId}-secret`,
        // A busy machine may take its time; the circuit is tested elsewhere.
        deadlineMs: 5_000,
        attemptMs: 3_000,
        breaker: { openMs: 300 },
        ...options,
      } as ClientOptions),
    screen: linesOn((line) => lines.push(line)),
    lines,
    close: () => between.close(),
  };
}

/** What one program's tests need before they begin. */
export interface Flows {
  readonly orders: readonly OrderTerms[];
  /** Describes the tests; `world` is there when they run. */
  readonly describe: (world: () => World) => void;
}
