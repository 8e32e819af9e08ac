import { createMemoryAllowances } from '../../shared/adapters/memory/allowances.ts';
import { createMemoryChangeLog } from '../../shared/adapters/memory/change-log.ts';
import { createMemoryChangeQueue } from '../../shared/adapters/memory/change-queue.ts';
import { createMemoryCheckEffects } from '../../shared/adapters/memory/check-effects.ts';
import { createMemoryInterceptions } from '../../shared/adapters/memory/interceptions.ts';
import { createMemoryKeyState } from '../../shared/adapters/memory/key-state.ts';
import { createMemoryListedKeys } from '../../shared/adapters/memory/listed-keys.ts';
import { createMemoryOrderPages } from '../../shared/adapters/memory/order-pages.ts';
import { createMemoryOrders } from '../../shared/adapters/memory/orders.ts';
import { createMemoryPointers } from '../../shared/adapters/memory/pointers.ts';
import { createMemoryReceipts } from '../../shared/adapters/memory/receipts.ts';
import { createMemoryRetention } from '../../shared/adapters/memory/retention.ts';
import { createMemorySnapshotFiles } from '../../shared/adapters/memory/snapshot-files.ts';
import { createMemorySnapshotManifests } from '../../shared/adapters/memory/snapshot-manifests.ts';
import { createDocumentCipher } from '../../shared/adapters/secrets/document-cipher.ts';
import { createCheckEngine } from '../../shared/check/check-engine.ts';
import type { SubjectLookup } from '../../shared/check/ports.ts';
import { checkRequestSchema, type SubjectResult } from '../../shared/contracts/check.ts';
import type { DocumentInput } from '../../shared/contracts/document.ts';
import type { CheckId, OperatorId, OrderId } from '../../shared/contracts/ids.ts';
import { buildSnapshot } from '../../shared/filter/builder.ts';
import { createFollower, type Follower } from '../../shared/filter/follower.ts';
import type { SubjectKeySecret } from '../../shared/identity/secrets.ts';
import { formatSubjectKey } from '../../shared/identity/subject-key.ts';
import { createDecisionIds } from '../../shared/interceptions/decision-ids.ts';
import { confirmKeys } from '../../shared/key-rotation/confirm-keys.ts';
import { createKeptKeys, createRequiredCoverage, derivedFrom } from '../../shared/key-rotation/kept-keys.ts';
import { keyMakersOf, versionMakersOf } from '../../shared/key-rotation/makers.ts';
import {
  type KeyCommand,
  type RotationDependencies,
  rotateKeys,
} from '../../shared/key-rotation/rotation.ts';
import { snapshotCoverage } from '../../shared/key-rotation/state.ts';
import { applyChanges } from '../../shared/orders/apply.ts';
import { createContentDigester } from '../../shared/orders/content-digest.ts';
import { type IntakeDependencies, takeIn } from '../../shared/orders/intake.ts';
import type { QueuedChange } from '../../shared/orders/ports.ts';
import { readQueuedChange } from '../../shared/orders/queued-change.ts';
import { retainOrder } from '../../shared/retention/retain-order.ts';
import { createManualClock } from './manual-clock.ts';

/** A purchase that the orders of this world restrict. */
const G_TRAIN = { sector: 'rail', train: 'G101', seat: 'O' } as const;

/**
 * A register whose subject-key secret is rotated: the modules as the functions wire them, over stores in memory, with
 * clocks that stand still. Every actor is a container with a knowledge of its own, and as many as a test wants.
 */
export function createKeyRotationWorld() {
  const clock = createManualClock();
  const orders = createMemoryOrders();
  const pointers = createMemoryPointers();
  const interceptions = createMemoryInterceptions();
  const receipts = createMemoryReceipts();
  const queue = createMemoryChangeQueue();
  const log = createMemoryChangeLog();
  const manifests = createMemorySnapshotManifests();
  const files = createMemorySnapshotFiles();
  const store = createMemoryKeyState();
  const retention = createMemoryRetention({ interceptions, pointers, orders });
  const cipher = createDocumentCipher(async () => ({ version: 'd1', key: new Uint8Array(32).fill(9) }));
  let secret: readonly SubjectKeySecret[] = [{ version: '1', key: new Uint8Array(32).fill(1) }];
  let fills = 1;
  let ids = 0;

  /** As a container has it: fetched once, and again when it misses a version. */
  const newSecrets = () => {
    let fetched: readonly SubjectKeySecret[] | undefined;
    return {
      async subjectKeys(again?: 'again') {
        if (again || !fetched) fetched = secret;
        return fetched;
      },
    };
  };
  const vault = {
    read: async () => secret,
    async add(version: string) {
      fills += 1;
      secret = [...secret, { version, key: new Uint8Array(32).fill(fills) }];
    },
    async remove(version: string) {
      secret = secret.filter((one) => one.version !== version);
    },
  };
  /** Pointers that have got an end are found until somebody lets time take them. */
  const listedKeys = createMemoryListedKeys(() => pointers.keys());

  const rotation: RotationDependencies = {
    clock,
    store,
    vault,
    manifests,
    pages: createMemoryOrderPages(orders.all, 2),
    orders,
    pointers,
    log,
    retention,
    cipher,
    confirm: () => confirmKeys(newSecrets(), store),
    onFailed: (_, error) => {
      throw error;
    },
  };

  return {
    clock,
    orders,
    pointers,
    interceptions,
    receipts,
    queue,
    log,
    manifests,
    store,
    retention,
    rotation,
    vault,
    secret: () => secret,

    /** A step, as an operator asks for it. */
    rotate: (command: KeyCommand, overrides: Partial<RotationDependencies> = {}, untilMs = Infinity) =>
      rotateKeys(command, { untilMs }, { ...rotation, ...overrides }),

    /** A container of the registry API. */
    newIntake() {
      const known = createKeptKeys({ clock, secrets: newSecrets(), store, use: 'intake' });
      const parts = derivedFrom(
        known,
        (keys): IntakeDependencies => ({
          ...versionMakersOf(keys),
          clock,
          cipher,
          digester: createContentDigester(keys.digests),
          receipts,
          orders,
          queue,
        }),
      );
      return async (...changes: unknown[]) => takeIn(changes, await parts());
    },

    /** A container of list-sync. */
    newApplier() {
      const required = createRequiredCoverage({ clock, store });
      return (changes: readonly QueuedChange[]) =>
        applyChanges(changes, {
          clock,
          orders,
          pointers,
          log,
          receipts,
          maxStalenessMs: 5_000,
          required,
          consequences: async (order, _changeId, nowMs) => {
            await retainOrder(order, nowMs, { orders, retention });
          },
        });
    },

    /** All that waits in both lanes. */
    waiting(): QueuedChange[] {
      return [...queue.take('releases'), ...queue.take('impositions')].map(
        (text) => readQueuedChange(text) as QueuedChange,
      );
    },

    /** A container of the check API. */
    newChecks() {
      let follower: { readonly version: string; readonly follower: Follower } | undefined;
      const followerOf = (version: string): Follower => {
        if (follower?.version !== version) {
          const made = createFollower({ log, manifests, files, clock, secretVersion: version });
          follower = { version, follower: made };
        }
        return follower.follower;
      };
      const known = createKeptKeys({
        clock,
        secrets: newSecrets(),
        store,
        use: 'lookup',
        prepare: ({ lookup }) => followerOf(lookup.version).poll(),
      });
      const lookup = derivedFrom(
        known,
        (keys): SubjectLookup => ({
          ...keyMakersOf(keys.lookup),
          decisionIds: createDecisionIds(keys.digests.key),
          follower: followerOf(keys.lookup.version),
        }),
      );
      const engine = createCheckEngine({
        clock,
        lookup,
        orders,
        pointers,
        interceptions,
        allowances: createMemoryAllowances(),
        effects: createMemoryCheckEffects(),
        newCheckId: () => `chk_${++ids}` as CheckId,
        startDeadline: () => new AbortController().signal,
        inquiryUrl: 'https://inquiries.example/ask',
        onUndetermined: () => undefined,
      });
      return {
        async check(document: DocumentInput, name?: string): Promise<SubjectResult> {
          const subject = { ref: 'p1', documents: [document], ...(name === undefined ? {} : { name }) };
          const request = checkRequestSchema.parse({ purchase: G_TRAIN, subjects: [subject] });
          const outcome = await engine.check(request, 'demo-rail' as OperatorId, clock.monotonicMs());
          if (outcome.kind === 'invalid') throw new Error(JSON.stringify(outcome.problems));
          return outcome.answer.results[0] as SubjectResult;
        },
        /** Reads the log now, as a busy container does all the time. */
        async follow() {
          await follower?.follower.poll();
          await follower?.follower.idle();
        },
        view: () => follower?.follower.view(),
        lookup,
      };
    },

    /** A snapshot that a builder began now. */
    async build() {
      const state = await store.read();
      ids += 1;
      return await buildSnapshot({
        log,
        listedKeys,
        manifests,
        files,
        clock,
        secretVersion: state ? snapshotCoverage(state) : '1',
        newFileId: () => `build-${ids}`,
        absentProbes: 1,
      });
    },

    /** Pointers of an order that are there for good, as text. */
    async lastingPointers(orderId: string): Promise<readonly string[]> {
      const keys = [];
      for (const key of pointers.keys()) {
        const orderIds = await pointers.findOrderIds([key]);
        const text = formatSubjectKey(key);
        const isThere = orderIds.includes(orderId as OrderId);
        if (isThere && !retention.ends().has(`pointer ${text} ${orderId}`)) keys.push(text);
      }
      return keys.sort();
    },
  };
}

export type KeyRotationWorld = ReturnType<typeof createKeyRotationWorld>;
