import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { createListSyncHandler } from '../../functions/list-sync/app.ts';
import { MAX_STALENESS_MS } from '../../shared/filter/follower.ts';
import { notifyOfChange } from '../../shared/notices/notify-of-change.ts';
import type { ApplyDependencies } from '../../shared/orders/apply.ts';
import type { ChangeLane } from '../../shared/orders/ports.ts';
import { LIFETIME_MS } from './log-retention.ts';
import type { Machine } from './machine.ts';
import type { Message } from './message-queue.ts';
import type { MachineName } from './plan.ts';
import type { ConsumerPorts } from './planted.ts';
import type { Site } from './site.ts';

const BATCH_MESSAGES = 10;
const REPLACED_AFTER_MS = 1_000;
const RETRY_AFTER_MS = 2_000;
/** How often a message is delivered again although it was done: its deletion got lost. */
const DELETION_LOST = 0.05;

const silent = { info() {}, warn() {}, error() {} };

/** One place among the consumers of a lane; runs the handler of list changes on batches, one after the other. */
export interface Consumer {
  readonly machine: Machine;
}

export function createConsumer(site: Site, name: MachineName, lane: ChangeLane): Consumer {
  const { scheduler, queue } = site;
  let machine: Machine;
  let handler: (event: SQSEvent) => Promise<SQSBatchResponse>;
  let isBusy = false;

  function boot(): void {
    machine = site.boot(name, () => scheduler.at(scheduler.nowMs() + REPLACED_AFTER_MS, boot));
    handler = createListSyncHandler({ ...dependenciesOf(site, machine), logger: silent });
    isBusy = false;
    pump();
  }

  function pump(): void {
    if (isBusy || !machine.isAlive) return;
    if (machine.isFrozen) {
      machine.later(0, pump);
      return;
    }
    const batch = queue.receive(lane, BATCH_MESSAGES);
    if (batch.length === 0) return;
    isBusy = true;
    const owner = machine;
    const limit = scheduler.at(scheduler.nowMs() + LIFETIME_MS, () => owner.crash());
    owner.later(1, () => {
      handler(eventOf(batch)).then((response) => {
        limit.cancel();
        settle(owner, batch, response);
      });
    });
  }

  function settle(owner: Machine, batch: readonly Message[], { batchItemFailures }: SQSBatchResponse): void {
    const failed = new Set(batchItemFailures.map(({ itemIdentifier }) => itemIdentifier));
    for (const { messageId } of batch) {
      if (failed.has(messageId)) queue.giveBack(messageId, RETRY_AFTER_MS);
      else if (!owner.random.chance(DELETION_LOST)) queue.delete(messageId);
    }
    isBusy = false;
    pump();
  }

  boot();
  queue.onVisible(lane, pump);
  return {
    get machine() {
      return machine;
    },
  };
}

function dependenciesOf(site: Site, machine: Machine): ApplyDependencies {
  const { register, planted } = site;
  const ports: ConsumerPorts = {
    clock: machine.clock,
    maxStalenessMs: MAX_STALENESS_MS,
    orders: site.reach(machine, 'orders', register.orders),
    pointers: site.reach(machine, 'pointers', register.pointers),
    log: site.reach(machine, 'log', register.log),
    receipts: site.reach(machine, 'receipts', register.receipts),
    interceptions: site.reach(machine, 'interceptions', register.interceptions),
    notices: site.reach(machine, 'notices', register.notices),
    allowances: site.reach(machine, 'allowances', register.allowances),
  };
  const deps = planted?.consumer?.(ports, machine) ?? ports;
  return {
    ...deps,
    consequences: (order, changeId, nowMs, clearing) =>
      notifyOfChange(order, changeId, nowMs, deps, clearing),
  };
}

function eventOf(batch: readonly Message[]): SQSEvent {
  return { Records: batch.map(({ messageId, body }) => ({ messageId, body })) } as SQSEvent;
}
