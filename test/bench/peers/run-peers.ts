import { bitsLength, createKeyFilter } from '../../../shared/filter/bloom-filter.ts';
import { runRounds } from '../run-rounds.ts';
import { startWorld } from '../world/world.ts';
import { defaultHashingPeer } from './default-hashing.ts';
import { dynamoDbPeer } from './dynamodb.ts';
import { LISTED_KEYS } from './listed-keys.ts';
import type { PeerGroup } from './peer.ts';
import type { PeerResult } from './peer-report.ts';
import { peerRows } from './peer-rows.ts';
import { startPostgres } from './postgres.ts';
import { peerQuestions } from './questions.ts';
import { startRedis } from './redis.ts';

const ROUNDS = 20;

/**
 * The check beside what people would use instead, all over the same keys and asked the same questions in turns.
 * Servers that are not installed are left out.
 *
 * @param folder for secrets and what the servers write
 */
export async function runPeers(folder: string): Promise<PeerResult> {
  const stops: (() => Promise<void>)[] = [];
  const absent: string[] = [];
  try {
    const world = await startWorld(folder);
    stops.push(world.stop);
    const { service, keyer } = world;
    const started = async (name: string, starting: Promise<PeerGroup>) => {
      const group = await starting;
      if (group.kind === 'started') {
        stops.push(group.stop);
        return group.peers;
      }
      absent.push(`${name} (${group.why})`);
      return [];
    };
    const questions = peerQuestions();
    const peers = [
      ...(await started('Redis', startRedis(folder, keyer))),
      ...(await started('PostgreSQL', startPostgres(folder, keyer))),
      await dynamoDbPeer(world.engines, keyer, questions),
      defaultHashingPeer(keyer),
    ];
    const rows = await runRounds(peerRows(service, keyer, peers, questions), ROUNDS, service.pollIfDue);
    const sizes = peers.flatMap(({ name, bytesPerKey }) =>
      bytesPerKey === undefined ? [] : [[name, bytesPerKey] as const],
    );
    const filterBytes = bitsLength(createKeyFilter(LISTED_KEYS).sizeBits) / LISTED_KEYS;
    const bytesPerKey = new Map([['engine', filterBytes] as const, ...sizes]);
    return { rows, bytesPerKey, keys: service.filterKeys, absent };
  } finally {
    for (const stop of stops.toReversed()) await stop();
  }
}
