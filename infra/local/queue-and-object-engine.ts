import { findPackageJSON } from 'node:module';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { BuildAppOptions } from 'fauxqs';
import type { Engine } from './engine.ts';

type Stores = NonNullable<BuildAppOptions['stores']>;
type Persistence = NonNullable<Stores['sqsStore']['persistence']>;

/**
 * Starts fauxqs (SQS and S3) in this process, on a free port of the loopback interface, with its data in `folder`.
 * Every change is in its SQLite file before it is acknowledged, so SIGKILL loses nothing.
 *
 * It is put together here from its parts because its own start function listens on all interfaces, without any
 * authentication, and closes its database before its connections.
 *
 * A message that was in flight when the process ended is visible again at once: whoever held it is gone.
 *
 * @throws Error if the port or the folder cannot be had.
 */
export async function startQueueAndObjectEngine(folder: string, region: string): Promise<Engine> {
  const { buildApp } = await import('fauxqs');
  const stores = await createStores();
  const persistence = await openPersistence(folder);
  // Loading comes before connecting: a queue that is written again while it is loaded would drop its messages.
  persistence.load(stores.sqsStore, stores.snsStore, stores.s3Store);
  stores.sqsStore.persistence = persistence;
  stores.snsStore.persistence = persistence;
  stores.s3Store.persistence = persistence;
  for (const queue of stores.sqsStore.allQueues()) {
    queue.persistence = persistence;
    for (const held of queue.inflightMessages.values()) held.visibilityDeadline = 0;
  }
  const app = buildApp({ logger: false, defaultRegion: region, stores });
  const endpoint = await app.listen({ port: 0, host: '127.0.0.1' });
  return {
    endpoint,
    async close() {
      await app.close();
      persistence.close();
    },
  };
}

async function createStores(): Promise<Stores> {
  const [{ SqsStore }, { SnsStore }, { S3Store }] = await Promise.all([
    part<{ SqsStore: new () => Stores['sqsStore'] }>('sqs/sqsStore.js'),
    part<{ SnsStore: new () => Stores['snsStore'] }>('sns/snsStore.js'),
    part<{ S3Store: new () => Stores['s3Store'] }>('s3/s3Store.js'),
  ]);
  const sqsStore = new SqsStore();
  // Without a host of its own it names queues by the address that it was asked at.
  sqsStore.host = '';
  return { sqsStore, snsStore: new SnsStore(), s3Store: new S3Store() };
}

async function openPersistence(folder: string): Promise<Persistence> {
  const { PersistenceManager } = await part<{ PersistenceManager: new (folder: string) => Persistence }>(
    'persistence.js',
  );
  return new PersistenceManager(folder);
}

/** A module of fauxqs that its package does not export; the pinned version keeps the path true. */
async function part<Module>(path: string): Promise<Module> {
  const manifest = findPackageJSON('fauxqs', import.meta.url);
  if (manifest === undefined) throw new Error('fauxqs is not installed; run npm ci');
  return await import(/* @vite-ignore */ pathToFileURL(join(dirname(manifest), 'dist', path)).href);
}
