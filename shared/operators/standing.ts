import { untilDeadline } from '../concurrency/until-deadline.ts';
import type { Clock } from '../contracts/clock.ts';
import { DependencyUnavailable } from '../contracts/problem.ts';
import { createFreshness, type Moment } from '../filter/freshness.ts';
import type { ClientId, ClientRecord } from './client-record.ts';
import type { ClientDirectory } from './ports.ts';

/** A record is used for at most so long after its reading began: so soon is whoever was removed kept out. */
export const USED_FOR_MS = 30_000;
/** A record of this age is read again while requests go on with it, so that none of them waits. */
export const REFRESHED_AFTER_MS = 15_000;
/** So long a client that is not known is not asked about again, however often its token is sent. */
export const UNKNOWN_FOR_MS = 5_000;

/** So long a request waits for a record that is too old, where the last one known would do. */
export const LAST_KNOWN_AFTER_MS = 200;

const MAX_REMEMBERED = 1_000;

export type Standing =
  | { readonly kind: 'known'; readonly record: ClientRecord }
  /** There is no such client, or none any more. */
  | { readonly kind: 'unknown' };

export interface ClientStandings {
  /**
   * Where a client stands. At once, without a promise, while what was read of it is fresh.
   *
   * @throws DependencyUnavailable (the promise rejects) if nothing fresh is known and the directory cannot be read:
   *   nobody is let in on what was true too long ago.
   */
  of(clientId: ClientId): Standing | Promise<Standing>;
}

export interface StandingDependencies {
  readonly directory: Pick<ClientDirectory, 'find'>;
  readonly clock: Clock;
  /**
   * What counts when a record is too old and the directory cannot be read. `refuse`: nothing. `last-known`: the record
   * as it was, as long as its token holds. Only where that lets nobody learn or change anything: a check that needs the
   * register is `undetermined` then (I5), and whoever must be told so has to be let in.
   */
  readonly whenUnreadable?: 'refuse' | 'last-known';
}

interface Remembered {
  readonly standing: Standing;
  /** When its reading began, and which of all readings it was. */
  readonly since: Moment;
  readonly reading: number;
}

interface Reading {
  readonly since: Moment;
  readonly standing: Promise<Standing>;
}

const UNKNOWN: Standing = { kind: 'unknown' };

/**
 * Remembers the records of clients in this container. Age is judged at each request by both clocks, as containers freeze
 * between requests and no timer runs then; after a backward jump of the wall clock nothing counts as fresh.
 */
export function createClientStandings({
  directory,
  clock,
  whenUnreadable = 'refuse',
}: StandingDependencies): ClientStandings {
  const { now, elapsedMs } = createFreshness(clock);
  const remembered = new Map<ClientId, Remembered>();
  const readings = new Map<ClientId, Reading>();
  let begun = 0;

  /** One reading of a client at a time; one that began too long ago is left to itself. */
  function read(clientId: ClientId, at: Moment): Promise<Standing> {
    const underWay = readings.get(clientId);
    if (underWay && elapsedMs(underWay.since, at) < REFRESHED_AFTER_MS) return underWay.standing;
    const reading = { since: at, standing: readAnew(clientId, at, ++begun) };
    const finished = () => {
      if (readings.get(clientId) === reading) readings.delete(clientId);
    };
    readings.set(clientId, reading);
    reading.standing.then(finished, finished);
    return reading.standing;
  }

  async function readAnew(clientId: ClientId, since: Moment, reading: number): Promise<Standing> {
    const record = await directory.find(clientId);
    const standing: Standing = record?.status === 'active' ? { kind: 'known', record } : UNKNOWN;
    // A slow reading does not undo what a later one has found.
    if ((remembered.get(clientId)?.reading ?? 0) < reading) remember(clientId, { standing, since, reading });
    // An answer that waited while the container was frozen tells what was true before that.
    if (elapsedMs(since, now()) > USED_FOR_MS) throw tooOld();
    return standing;
  }

  function remember(clientId: ClientId, what: Remembered): void {
    if (remembered.size >= MAX_REMEMBERED && !remembered.has(clientId)) {
      const oldest = remembered.keys().next();
      if (!oldest.done) remembered.delete(oldest.value);
    }
    remembered.set(clientId, what);
  }

  return {
    of(clientId) {
      const at = now();
      const known = remembered.get(clientId);
      if (!known) return read(clientId, at);
      const ageMs = elapsedMs(known.since, at);
      if (ageMs > (known.standing.kind === 'known' ? USED_FOR_MS : UNKNOWN_FOR_MS)) {
        const reading = read(clientId, at);
        // Somebody who was not known may have been taken on since: that is no news to go on with.
        const mayGoOn = whenUnreadable === 'last-known' && known.standing.kind === 'known';
        return mayGoOn ? orLastKnown(reading, known.standing) : reading;
      }
      if (ageMs > REFRESHED_AFTER_MS) {
        // If it fails, this record serves until it is too old; then the failure is the answer, and is logged.
        read(clientId, at).catch(() => undefined);
      }
      return known.standing;
    },
  };
}

/** What a reading finds, or what was known before if it fails or takes long. */
async function orLastKnown(reading: Promise<Standing>, lastKnown: Standing): Promise<Standing> {
  try {
    return await untilDeadline(reading, AbortSignal.timeout(LAST_KNOWN_AFTER_MS));
  } catch (fault) {
    if (fault instanceof DependencyUnavailable) return lastKnown;
    throw fault;
  }
}

function tooOld(): DependencyUnavailable {
  return new DependencyUnavailable('dynamodb', 'the record of a client came too late to be used');
}
