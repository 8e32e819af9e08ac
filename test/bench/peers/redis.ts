import { createClient } from '@redis/client';
import type { SubjectKey } from '../../../shared/identity/subject-key.ts';
import type { SubjectKeyer } from '../../../shared/identity/subject-keyer.ts';
import { LISTED_KEYS, listedKeys } from './listed-keys.ts';
import type { PeerGroup } from './peer.ts';
import { findProgram, freePort, startServer } from './server-process.ts';

const SET = 'listed';
const PRESENT = '1';

/** Redis with the list once as a set, asked by `SISMEMBER`, and once as a key for each, asked by `GET`. */
export async function startRedis(folder: string, keyer: SubjectKeyer): Promise<PeerGroup> {
  const program = findProgram('redis-server');
  if (!program) return { kind: 'absent', why: 'redis-server is not installed' };
  const port = await freePort();
  const bind = ['--port', String(port), '--bind', '127.0.0.1'];
  const server = startServer(program, [
    ...bind,
    ...[
      '--save',
      '',
      '--appendonly',
      'no',
      '--dir',
      folder,
      '--loglevel',
      'warning',
      '--logfile',
      'redis.log',
    ],
  ]);
  const client = createClient({ socket: { host: '127.0.0.1', port } });
  // Without a listener an error of the connection would end this process; the call that it belongs to throws it.
  client.on('error', () => {});
  const stop = async () => {
    if (client.isOpen) client.destroy();
    await server.stop();
  };
  try {
    await server.until(() => client.connect());
    const emptyBytes = await usedBytes();
    for (const page of listedKeys(keyer)) await client.sAdd(SET, page.map(binary));
    const setBytes = await usedBytes();
    for (const page of listedKeys(keyer)) {
      await client.mSet(page.flatMap((key) => [binary(key), PRESENT]));
    }
    const stringBytes = (await usedBytes()) - setBytes;
    return {
      kind: 'started',
      peers: [
        {
          name: 'redis-sismember',
          isListed: async (key) => (await client.sIsMember(SET, binary(key))) === 1,
          bytesPerKey: (setBytes - emptyBytes) / LISTED_KEYS,
        },
        {
          name: 'redis-get',
          isListed: async (key) => (await client.get(binary(key))) !== null,
          bytesPerKey: stringBytes / LISTED_KEYS,
        },
      ],
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }

  async function usedBytes(): Promise<number> {
    const used = /^used_memory:(\d+)/m.exec(String(await client.info('memory')))?.[1];
    if (used === undefined) throw new Error('Redis does not say how much memory it uses');
    return Number(used);
  }
}

function binary(key: SubjectKey): Buffer {
  return Buffer.from(key.buffer, key.byteOffset, key.byteLength);
}
