import type { SQSEvent } from 'aws-lambda';
import { createListSyncHandler } from '../../../functions/list-sync/app.ts';
import { createRegistryApp, type RegistryDependencies } from '../../../functions/registry-api/app.ts';
import { createMemoryChangeQueue } from '../../../shared/adapters/memory/change-queue.ts';
import type { OperatorId } from '../../../shared/contracts/ids.ts';
import type { ConsequenceDependencies } from '../../../shared/due-process/consequences.ts';
import type { ClientId, Courts } from '../../../shared/operators/client-record.ts';
import type { ApplyDependencies } from '../../../shared/orders/apply.ts';
import type { IntakeDependencies } from '../../../shared/orders/intake.ts';
import type { LogFields, Logger } from '../../../shared/runtime/log.ts';
import { auditParts } from '../../support/audit-parts.ts';
import { courtParts } from '../../support/court-parts.ts';
import { makers } from '../../unit/orders/fixtures.ts';
import { memoryRegister, wired } from '../../unit/orders/register.ts';

export interface CapturedLogger extends Logger {
  readonly lines: { level: string; code: string; fields: LogFields }[];
}

export function capturedLogger(): CapturedLogger {
  const lines: CapturedLogger['lines'] = [];
  const at =
    (level: string) =>
    (code: string, fields: LogFields = {}) =>
      void lines.push({ level, code, fields });
  return { lines, info: at('info'), warn: at('warn'), error: at('error') };
}

type Parts = IntakeDependencies & ApplyDependencies & ConsequenceDependencies;

/** Courts' API and consumer over a register in memory; parts can be replaced. */
export function memoryWorld(overrides: Partial<Parts> = {}) {
  const register = memoryRegister();
  const queue = createMemoryChangeQueue();
  const logger = capturedLogger();
  const parts = wired({ ...register, queue, ...makers, ...overrides });
  return { ...parts, logger, register, memoryQueue: queue, ...functionsOver(parts, logger) };
}

/** Both functions over these parts. */
export function functionsOver(parts: Parts, logger: Logger) {
  const app = createRegistryApp({
    ...parts,
    ...courtParts(),
    ...auditParts({ clock: parts.clock }),
    ...httpDependencies(),
    logger,
    intake: async () => parts,
  });
  return { app, sync: createListSyncHandler({ ...parts, logger }) };
}

/**
 * Clients as their tokens say: `write` and `read` act for every court; `write@…` with a court's code, URI-encoded, for
 * that one.
 */
export function httpDependencies(): Pick<RegistryDependencies, 'verifier' | 'newRequestId'> {
  return {
    verifier: {
      verify(token) {
        const [scope, court] = token.split('@');
        const courts: Courts = court === undefined ? 'all' : [decodeURIComponent(court)];
        const scopes = scope === 'write' || scope === 'read' ? [`registry:${scope}`] : [];
        return {
          kind: 'valid',
          expiresAtMs: Number.MAX_SAFE_INTEGER,
          client: {
            clientId: 'client-of-demo-court' as ClientId,
            operatorId: 'demo-court' as OperatorId,
            scopes: new Set(scopes),
            courts,
          },
        };
      },
    },
    newRequestId: () => 'request-1',
  };
}

type App = Pick<ReturnType<typeof createRegistryApp>, 'request'>;

/** Sends changes as a court does. */
export async function send(app: App, changes: readonly unknown[], token = 'write') {
  const response = await app.request('/v1/list-changes', {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ changes }),
  });
  return { status: response.status, headers: response.headers, body: (await response.json()) as Answer };
}

export interface Answer {
  readonly results?: readonly {
    readonly changeId: string | null;
    readonly status: string;
    readonly problems?: readonly { readonly pointer: string; readonly detail: string }[];
  }[];
  readonly errors?: readonly { readonly pointer: string }[];
  readonly detail?: string;
}

export async function read(app: App, path: string, token = 'read') {
  const response = await app.request(path, { headers: { authorization: `Bearer ${token}` } });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}

/** The event that the consumer gets for these message bodies. */
export function eventOf(bodies: readonly string[]): SQSEvent {
  return {
    Records: bodies.map((body, index) => ({
      messageId: `message-${index}`,
      receiptHandle: `handle-${index}`,
      body,
      attributes: {
        ApproximateReceiveCount: '1',
        SentTimestamp: '0',
        SenderId: 'sender',
        ApproximateFirstReceiveTimestamp: '0',
      },
      messageAttributes: {},
      md5OfBody: '',
      eventSource: 'aws:sqs',
      eventSourceARN: 'arn:aws:sqs:local:000000000000:impositions',
      awsRegion: 'local',
    })),
  };
}
