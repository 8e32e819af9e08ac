import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable, Writable } from 'node:stream';
import type { CliIo } from '../../../functions/cli/io.ts';
import { runCli } from '../../../functions/cli/run.ts';
import { createRegistryApp } from '../../../functions/registry-api/app.ts';
import { createTokenEndpoint } from '../../../shared/adapters/http/token-endpoint.ts';
import { createMemoryChangeQueue } from '../../../shared/adapters/memory/change-queue.ts';
import { createMemoryOrders } from '../../../shared/adapters/memory/orders.ts';
import { createMemoryReceipts } from '../../../shared/adapters/memory/receipts.ts';
import { auditParts } from '../../support/audit-parts.ts';
import { createCapturedLog } from '../../support/captured-log.ts';
import { courtParts } from '../../support/court-parts.ts';
import { createManualClock, type ManualClock } from '../../support/manual-clock.ts';
import { createTestTokens } from '../../support/tokens.ts';
import { makers, NOW_MS } from '../../unit/orders/fixtures.ts';
import { temporaryFolder } from '../embedded/temporary-folder.ts';

/** The lines that `generate` writes for these options. */
export async function generated(...options: readonly string[]): Promise<readonly string[]> {
  const { io, stdout } = terminal();
  await runCli(['generate', ...options], io);
  return stdout().split('\n').slice(0, -1);
}

export interface Terminal {
  readonly io: CliIo;
  readonly clock: ManualClock;
  readonly interruption: AbortController;
  stdout(): string;
  stderr(): string;
  /** How long the command waited between attempts, in milliseconds. */
  readonly waits: readonly number[];
}

/** What a command sees of the world; its network is down and its waits pass at once, unless told otherwise. */
export function terminal(parts: Partial<CliIo> = {}): Terminal {
  const clock = createManualClock(NOW_MS);
  const interruption = new AbortController();
  const [out, err] = [collector(), collector()];
  const waits: number[] = [];
  let ids = 0;
  const io: CliIo = {
    stdin: Readable.from([]),
    stdout: out.stream,
    stderr: err.stream,
    env: {},
    clock,
    random: () => 0.5,
    newId: () => `id-${++ids}`,
    fetch: () => Promise.reject(new Error('no network')),
    async sleep(ms, signal) {
      waits.push(ms);
      clock.advance(ms);
      signal.throwIfAborted();
    },
    interruption: interruption.signal,
    ...parts,
  };
  return { io, clock, interruption, stdout: out.text, stderr: err.text, waits };
}

function collector() {
  const parts: string[] = [];
  const stream = new Writable({
    write(chunk, _, done) {
      parts.push(String(chunk));
      done();
    },
  });
  return { stream, text: () => parts.join('') };
}

export type Hook = (request: Request, number: number) => Response | undefined | Promise<Response | undefined>;

/** A service over a register in memory, with tokens that it signs and checks itself. */
export async function createService({ tokenSeconds = 3_600 } = {}) {
  const world = terminal();
  const { clock } = world;
  const log = createCapturedLog();
  const tokens = await createTestTokens({ clock });
  const orders = createMemoryOrders();
  const receipts = createMemoryReceipts();
  const queue = createMemoryChangeQueue();
  const common = { logger: log.logger, newRequestId: () => 'request-1' };
  const audit = auditParts({ clock });
  const registry = createRegistryApp({
    ...common,
    ...audit,
    ...courtParts(),
    verifier: tokens.verifier,
    orders,
    receipts,
    cipher: makers.cipher,
    intake: async () => ({ ...makers, clock, orders, receipts, queue }),
  });
  const tokenEndpoint = createTokenEndpoint({
    clients: [
      { clientId: 'demo-court', secret: 'demo-court-secret', scopes: ['registry:write'] },
      { clientId: 'reader', secret: 'reader-secret', scopes: ['registry:read'] },
      { clientId: 'demo-ops', secret: 'demo-ops-secret', scopes: ['operations'] },
    ],
    signingKey: tokens.signingKey,
    issuer: tokens.issuer,
    audience: tokens.audience,
    clock,
    newTokenId: () => 'token-1',
    lifetimeSeconds: tokenSeconds,
  });
  const service = {
    receipts,
    audit,
    log,
    clock,
    /** Changes in each request to `POST /v1/list-changes` that was answered by the service itself. */
    requests: [] as number[],
    tokensGiven: 0,
    /** Sees every request with changes before the service and may answer in its place; numbered from 1. */
    hook: (() => undefined) as Hook,
    accepted: () => receipts.all().filter(({ status }) => status === 'queued').length,
    /** Runs a command against this service, on a terminal of its own with the clock of the service. */
    async run(argv: readonly string[], parts: Partial<CliIo> = {}) {
      const session = terminal({ clock, sleep: world.io.sleep, fetch: answer, ...parts });
      const exitCode = await runCli(argv, session.io);
      return { exitCode, stdout: session.stdout(), stderr: session.stderr() };
    },
    waits: world.waits,
  };
  let seen = 0;
  async function answer(url: string, init: RequestInit): Promise<Response> {
    const request = new Request(url, init);
    if (request.url.endsWith('/oauth2/token')) {
      service.tokensGiven += 1;
      return await tokenEndpoint.fetch(request);
    }
    if (request.method === 'GET') return await registry.fetch(request);
    seen += 1;
    const { changes } = (await request.clone().json()) as { changes: unknown[] };
    const instead = await service.hook(request, seen);
    if (instead) return instead;
    service.requests.push(changes.length);
    return await registry.fetch(request);
  }
  return service;
}

/** A file with this content in a new folder, and readers of what a command leaves beside it. */
export function fileWith(content: string | Buffer | readonly string[], name = 'orders.jsonl') {
  const path = join(temporaryFolder(), name);
  const write = (next: typeof content) =>
    writeFileSync(path, Array.isArray(next) ? `${next.join('\n')}\n` : (next as string | Buffer));
  write(content);
  const read = (suffix: string): string | undefined => {
    try {
      return readFileSync(`${path}${suffix}`, 'utf8');
    } catch {
      return undefined;
    }
  };
  return {
    path,
    write,
    rejections: () => read('.rejected.csv'),
    checkpoint: () => read('.checkpoint.json'),
  };
}
