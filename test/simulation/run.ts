import type { OperatorId } from '../../shared/contracts/ids.ts';
import { createConsumer } from './consumer.ts';
import { createContainer } from './container.ts';
import { sendChange } from './court.ts';
import type { History } from './history.ts';
import { trimLog } from './log-retention.ts';
import type { Machine } from './machine.ts';
import { createOperators } from './operators.ts';
import { CONSUMERS, CONTAINERS, OPERATORS, type PlannedEvent } from './plan.ts';
import { START_MS } from './scheduler.ts';
import { createSite, type SiteOptions } from './site.ts';
import { createSnapshotBuilder } from './snapshot-builder.ts';
import { withVirtualTimers } from './virtual-timers.ts';

/** After the last event and the healing of all faults, everything has come to rest within this time, reservations too. */
const REST_MS = 20 * 60_000;
const FINAL_POLLS_MS = 4_000;
const FINAL_SEAT = { train: 'G101' };
const FINAL_STAY = { resortFen: 1_500_00 };

export interface Run {
  readonly history: History;
  /** What the stores hold in the end. */
  readonly final: {
    readonly orders: ReturnType<ReturnType<typeof createSite>['register']['finalOrders']>;
    readonly receipts: ReturnType<ReturnType<typeof createSite>['register']['finalReceipts']>;
    readonly queueIsEmpty: boolean;
  };
  readonly simulatedMs: number;
}

/** Simulates what is planned, then heals all faults, waits for rest, and asks every container about every person. */
export async function simulate(plan: readonly PlannedEvent[], options: SiteOptions): Promise<Run> {
  const site = createSite(options);
  return await withVirtualTimers(site.scheduler, async () => {
    const { scheduler, faults, history, register, queue } = site;
    const containers = (options.containers ?? CONTAINERS).map(
      (name) => [name, createContainer(site, name)] as const,
    );
    const consumers = CONSUMERS.map(
      (name) =>
        [name, createConsumer(site, name, name.startsWith('releases') ? 'releases' : 'impositions')] as const,
    );
    const builder = createSnapshotBuilder(site);
    const places = new Map<string, { readonly machine: Machine }>([
      ...containers,
      ...consumers,
      ['builder', builder],
    ]);
    const containerByName = new Map(containers);
    const operators = createOperators(site, containerByName);

    async function happen(event: PlannedEvent): Promise<void> {
      switch (event.kind) {
        case 'change':
          return await sendChange(site, event);
        case 'check':
          return operators.ask(event);
        case 'build':
          return builder.build(event.required);
        case 'trim':
          return await trimLog(site);
        case 'restart':
          return containerByName.get(event.container)?.restart();
        case 'jump':
          return containerByName.get(event.container)?.machine.jumpWall(event.byMs);
        case 'freeze':
          if (event.afterCalls === 0) return places.get(event.machine)?.machine.freeze(event.forMs);
          return faults.begin(event, scheduler.nowMs());
        default:
          return faults.begin(event, scheduler.nowMs());
      }
    }

    for (const event of plan) scheduler.at(START_MS + event.atMs, () => void happen(event));
    const lastMs = plan.reduce((last, { atMs }) => Math.max(last, atMs), 0);
    await scheduler.runUntil(START_MS + lastMs + 1);
    history.isHealed = true;
    faults.heal();
    for (const { machine } of places.values()) machine.thaw();
    await scheduler.runUntil(scheduler.nowMs() + REST_MS);

    const people = [...new Set(plan.flatMap((event) => (event.kind === 'change' ? [event.person] : [])))];
    const soldResorts = plan.some((event) => event.kind === 'check' && 'resortFen' in event.purchase);
    const purchases = soldResorts ? [FINAL_SEAT, FINAL_STAY] : [FINAL_SEAT];
    const asked = people.flatMap((person) =>
      [0, 1].flatMap((document) => purchases.map((purchase) => ({ person, document, purchase }))),
    );
    const askAll = (isFinal: boolean) => {
      for (const [, container] of containers) {
        for (const one of asked) container.ask({ ...one, operatorId: OPERATORS[0] as OperatorId, isFinal });
      }
    };
    askAll(false);
    await scheduler.runUntil(scheduler.nowMs() + FINAL_POLLS_MS);
    askAll(true);
    await scheduler.runUntil(scheduler.nowMs() + FINAL_POLLS_MS);
    return {
      history,
      final: {
        orders: register.finalOrders(),
        receipts: register.finalReceipts(),
        queueIsEmpty: queue.isEmpty(),
      },
      simulatedMs: scheduler.nowMs() - START_MS,
    };
  });
}
