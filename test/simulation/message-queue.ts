import type { ChangeLane } from '../../shared/orders/ports.ts';
import type { Scheduler } from './scheduler.ts';

/** A message that was taken and not deleted comes back after this time. */
const VISIBILITY_TIMEOUT_MS = 30_000;

export interface Message {
  readonly messageId: string;
  readonly body: string;
}

/** A standard queue: at least once, in any sequence. A message is gone when it was deleted, never before. */
export interface MessageQueue {
  /** Puts a copy of the message into the lane after this time. */
  send(lane: ChangeLane, body: string, afterMs: number): void;
  receive(lane: ChangeLane, most: number): readonly Message[];
  delete(messageId: string): void;
  /** Makes a message that failed visible again before its time. */
  giveBack(messageId: string, afterMs: number): void;
  isEmpty(): boolean;
  onVisible(lane: ChangeLane, listener: () => void): void;
}

export function createMessageQueue(scheduler: Scheduler): MessageQueue {
  const visible: Record<ChangeLane, Message[]> = { impositions: [], releases: [] };
  const lanes = new Map<string, { readonly lane: ChangeLane; readonly message: Message; taken: number }>();
  const listeners: { lane: ChangeLane; listener: () => void }[] = [];
  let sent = 0;

  function show(messageId: string, taken: number): void {
    const held = lanes.get(messageId);
    if (!held || held.taken !== taken) return;
    held.taken += 1;
    visible[held.lane].push(held.message);
    for (const { lane, listener } of listeners) if (lane === held.lane) listener();
  }

  function showLater(messageId: string, afterMs: number): void {
    const taken = lanes.get(messageId)?.taken;
    if (taken !== undefined) scheduler.at(scheduler.nowMs() + afterMs, () => show(messageId, taken));
  }

  return {
    send(lane, body, afterMs) {
      const messageId = `message-${++sent}`;
      lanes.set(messageId, { lane, message: { messageId, body }, taken: 0 });
      showLater(messageId, afterMs);
    },
    receive(lane, most) {
      const taken = visible[lane].splice(0, most);
      for (const { messageId } of taken) showLater(messageId, VISIBILITY_TIMEOUT_MS);
      return taken;
    },
    delete(messageId) {
      lanes.delete(messageId);
    },
    giveBack: showLater,
    isEmpty: () => lanes.size === 0,
    onVisible(lane, listener) {
      listeners.push({ lane, listener });
    },
  };
}
