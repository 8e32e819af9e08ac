import type { Readable, Writable } from 'node:stream';
import type { Clock } from '../../shared/contracts/clock.ts';

/** Everything that a command touches outside of itself, so that a test can be its terminal, network and clock. */
export interface CliIo {
  readonly stdin: Readable;
  readonly stdout: Writable;
  readonly stderr: Writable & { readonly isTTY?: boolean; readonly columns?: number };
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly clock: Clock;
  /** A number from 0 to 1, to spread retries. */
  readonly random: () => number;
  /** An id that nothing else has. */
  readonly newId: () => string;
  readonly fetch: (url: string, init: RequestInit) => Promise<Response>;
  /** @throws AbortError when the signal comes first */
  readonly sleep: (ms: number, signal: AbortSignal) => Promise<void>;
  /** Aborted when the user wants to stop: finish what is under way, begin nothing. */
  readonly interruption: AbortSignal;
}

/** One command: reads its own options, does its work, gives the exit code. */
export interface Command {
  /** What the list of commands says about it. */
  readonly summary: string;
  readonly help: string;
  run(args: readonly string[], io: CliIo): Promise<number>;
}
