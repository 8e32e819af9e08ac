import { execFile } from 'node:child_process';
import { chmod, chown, mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import pg from 'pg';
import { formatSubjectKey, type SubjectKey } from '../../../shared/identity/subject-key.ts';
import type { SubjectKeyer } from '../../../shared/identity/subject-keyer.ts';
import { LISTED_KEYS, listedKeys } from './listed-keys.ts';
import type { PeerGroup } from './peer.ts';
import { findProgram, freePort, startServer, userNamed } from './server-process.ts';

/** What a service of this size would have; more only wait for the same two processors. */
const CONNECTIONS = 16;
const USER = 'postgres';

/**
 * PostgreSQL with the list in a table by primary key, asked by a prepared statement over up to 16 connections.
 *
 * @param parent folder of this process's own
 */
export async function startPostgres(parent: string, keyer: SubjectKeyer): Promise<PeerGroup> {
  const initdb = findProgram('initdb');
  const program = findProgram('postgres');
  if (!initdb || !program) return { kind: 'absent', why: 'postgresql is not installed' };
  const isRoot = process.getuid?.() === 0;
  // PostgreSQL refuses to run as root, so its folder is another user's, who has to get there.
  const user = isRoot ? userNamed(USER) : 'this-one';
  if (!user) return { kind: 'absent', why: `PostgreSQL does not run as root, and there is no user ${USER}` };
  const runAs = user === 'this-one' ? {} : user;
  const folder = await mkdtemp(join(parent, 'postgres-'));
  const stops: (() => Promise<unknown>)[] = [() => rm(folder, { recursive: true, force: true })];
  const stop = async () => {
    for (const end of stops.toReversed()) await end();
  };
  try {
    if (user !== 'this-one') {
      await chmod(parent, 0o711);
      await chown(folder, user.uid, user.gid);
    }
    const data = join(folder, 'data');
    await promisify(execFile)(initdb, ['-D', data, '-U', USER, '-A', 'trust', '-E', 'UTF8', '--no-sync'], {
      cwd: folder,
      ...runAs,
    });
    const port = await freePort();
    const settings = ['listen_addresses=127.0.0.1', `port=${port}`, `unix_socket_directories=${folder}`]
      // Only read here, once it is filled; these make filling it quick.
      .concat(['fsync=off', 'synchronous_commit=off', 'full_page_writes=off', 'max_wal_size=4GB'])
      .concat(['shared_buffers=512MB', 'log_min_messages=panic', 'logging_collector=off']);
    const server = startServer(program, ['-D', data, ...settings.flatMap((setting) => ['-c', setting])], {
      cwd: folder,
      ...runAs,
    });
    stops.push(server.stop);
    const pool = new pg.Pool({ host: '127.0.0.1', port, user: USER, database: USER, max: CONNECTIONS });
    pool.on('error', () => {});
    stops.push(() => pool.end());
    await server.until(() => pool.query('select 1'));
    return {
      kind: 'started',
      peers: [{ name: 'postgres', isListed, bytesPerKey: await fill(pool, keyer) }],
      stop,
    };

    async function isListed(key: SubjectKey): Promise<boolean> {
      const values = [Buffer.from(key.buffer, key.byteOffset, key.byteLength)];
      const { rows } = await pool.query({
        name: 'is-listed',
        text: 'select 1 from listed where key = $1',
        values,
      });
      return rows.length === 1;
    }
  } catch (error) {
    await stop();
    throw error;
  }
}

/** @returns bytes of the table and its index, for each key */
async function fill(pool: pg.Pool, keyer: SubjectKeyer): Promise<number> {
  await pool.query('create table listed (key bytea primary key)');
  for (const page of listedKeys(keyer)) {
    await pool.query("insert into listed select decode(k, 'hex') from unnest($1::text[]) as k", [
      page.map(formatSubjectKey),
    ]);
  }
  await pool.query('vacuum analyze listed');
  const size = await pool.query<{ bytes: string }>("select pg_total_relation_size('listed') as bytes");
  return Number(size.rows[0]?.bytes) / LISTED_KEYS;
}
