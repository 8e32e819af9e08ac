import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { createSecretsFile } from '../../shared/adapters/secrets/file-secrets.ts';
import { createDynamoDbClient, createS3Client, createSqsClient } from '../../shared/runtime/aws-clients.ts';
import { CannotStart, type DataFolder, takeDataFolder } from './data-folder.ts';
import { type Endpoints, startEngines } from './engines.ts';
import { functionEnvironment } from './function-environment.ts';
import { startHttpServer } from './http-server.ts';
import { createLocalApi } from './local-api.ts';
import type { LocalLogger } from './log-codes.ts';
import { ensureResources, type ResourceClients } from './resources.ts';
import { startSandbox } from './sandbox.ts';
import { type DemoOrderState, seedDemoOrder } from './seed-demo-order.ts';
import type { Settings } from './settings.ts';
import { loadSigningKey } from './signing-key-file.ts';
import { untilReachable } from './until-reachable.ts';
import { startWorkers } from './workers.ts';

export interface StartedService {
  readonly url: string;
  readonly dataFolder: string;
  readonly demoOrder: DemoOrderState | 'off';
}

export interface Service {
  /**
   * Starts everything and resolves when a check can be answered from a published snapshot.
   *
   * @throws CannotStart with what the person at the terminal can do about it.
   */
  start(): Promise<StartedService>;
  /** Finishes what is at work, takes nothing new, and closes everything; also in the middle of a start. */
  stop(): Promise<void>;
}

/** How long requests may take to finish when the service stops; a check takes at most one second. */
const REQUEST_GRACE_MS = 1_500;

/** The whole service in this process: engines, HTTP functions, queue consumers, and what runs on a schedule. */
export function createService(settings: Settings, logger: LocalLogger): Service {
  const stopping = new AbortController();
  /** What is to be undone at the end, last first. */
  const endings: (() => Promise<unknown>)[] = [];
  let starting: Promise<StartedService> | undefined;

  return {
    start() {
      starting ??= start();
      return starting;
    },
    async stop() {
      stopping.abort();
      await starting?.catch(() => undefined);
      for (const end of endings.splice(0).reverse()) await end();
    },
  };

  async function start(): Promise<StartedService> {
    const folder = takeDataFolder(settings.dataFolder);
    endings.push(async () => folder.release());
    const server = await startHttpServer(settings.host, settings.port);
    endings.push(() => server.close(0));
    await ensureSecrets(folder, settings);
    const signingKey = await loadSigningKey(folder.signingKeyFile);
    const engines = await startEngines(folder.path, settings.region, settings.endpoints);
    endings.push(() => engines.close());

    const clients = clientsOf(settings.region, engines.endpoints);
    const resources = await untilReachable(() => ensureResources(clients), {
      // Engines of our own are there or broken; those elsewhere may come up later than we do.
      patient: Object.keys(settings.endpoints).length > 0,
      signal: stopping.signal,
      logger,
    });
    const environment = functionEnvironment({
      url: server.url,
      region: settings.region,
      secretsFile: folder.secretsFile,
      endpoints: engines.endpoints,
      resources,
      // Whoever can reach the service can be its demo's operators, and so have it send requests to where it says.
      loopbackWebhooks: isLoopback(settings.host),
      sandbox: settings.sandbox,
    });
    stopping.signal.throwIfAborted();
    const workers = startWorkers({
      environment,
      endpoints: engines.endpoints,
      resources,
      clients,
      settings,
      logger,
    });
    endings.push(() => workers.auditCheckpoints.stop());
    server.serve(createLocalApi({ url: server.url, environment, signingKey, logger }));
    // What takes in work ends together, before the engines that it needs.
    endings.push(() => Promise.all([server.close(REQUEST_GRACE_MS), workers.stop()]));

    const demoOrder = settings.seedDemoData ? await seed(server.url) : 'off';
    await workers.filterBuilder.runNow();
    await haveFilterLoaded(server.url);
    void workers.auditCheckpoints.runNow();
    if (settings.sandbox) {
      const sandbox = startSandbox(environment, logger);
      endings.push(() => sandbox.stop());
    }
    return { url: server.url, dataFolder: folder.path, demoOrder };
  }

  /** The service is of use without its demo, so a failure here does not end the start. */
  async function seed(url: string): Promise<DemoOrderState> {
    try {
      return await seedDemoOrder(url, stopping.signal);
    } catch (error) {
      stopping.signal.throwIfAborted();
      logger.warn('local.demo-failed', { error });
      return 'unknown';
    }
  }
}

/**
 * @throws CannotStart if there is a register but not the secrets that it was made with: with new ones it could neither
 *   be read nor searched, and nobody would be found in it.
 */
async function ensureSecrets(folder: DataFolder, settings: Settings): Promise<void> {
  const hasRegister = settings.endpoints.dynamodb === undefined && existsSync(join(folder.path, 'dynamodb'));
  if (hasRegister && !existsSync(folder.secretsFile)) {
    throw new CannotStart(
      `${folder.secretsFile} is missing, and without it the register in ${folder.path} cannot be read. ` +
        'Put it back, or set DATA_DIR to a new folder.',
    );
  }
  await createSecretsFile(folder.secretsFile);
}

function isLoopback(host: string): boolean {
  return ['127.0.0.1', '::1', 'localhost'].includes(host);
}

function clientsOf(region: string, endpoints: Endpoints): ResourceClients {
  return {
    dynamodb: createDynamoDbClient({ region, endpoint: endpoints.dynamodb, profile: 'pipeline' }),
    sqs: createSqsClient({ region, endpoint: endpoints.sqs, profile: 'pipeline' }),
    s3: createS3Client({ region, endpoint: endpoints.s3, profile: 'pipeline' }),
  };
}

/** Asking for its health makes the follower catch up; the first check then finds it ready. */
async function haveFilterLoaded(url: string): Promise<void> {
  const response = await fetch(`${url}/health`);
  await response.body?.cancel();
}
