import {
  DeleteItemCommand,
  GetItemCommand,
  PutItemCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { inParallel } from '../../concurrency/in-parallel.ts';
import type { OrderId } from '../../contracts/ids.ts';
import type { Deadline } from '../../due-process/deadline.ts';
import type { DeadlineStore, DueDeadline, DuePosition } from '../../due-process/ports.ts';
import type { ReminderStep } from '../../due-process/reminders.ts';
import { createBatchedPuts } from './batched-puts.ts';
import { dueMonth, monthsBetween } from './due-months.ts';
import { deadlinePartition, duePartition, itemKeys } from './keys.ts';
import { createPartitionReader } from './partition-reader.ts';
import { attempt, type Item, ifConditionHolds, type RegistryTable } from './table.ts';

/** What stands among the things that fall due: enough to find the clock, and the step that was reminded of. */
interface DueEntry extends DuePosition {
  readonly orderId: OrderId;
  readonly step?: ReminderStep;
}

const PAGE = 100;
const READS_AT_ONCE = 10;

/** So long after its end an entry without its clock is not one that is just being started. */
const LEFT_OVER_AFTER_MS = 86_400_000;

/**
 * Clocks in the table `registry`: one item beside the order, which says whether and until when the clock runs, and one
 * entry among what falls due, by which it is found.
 *
 * Starting puts the entry first, so a clock that runs is always found. Whatever is interrupted leaves at most an entry
 * whose clock does not run or has another end; a reader passes over it, and removes it when it is a day old.
 */
export function createDynamoDbDeadlines(table: RegistryTable): DeadlineStore {
  const { client, tableName } = table;
  const TableName = tableName;
  const reader = createPartitionReader(table);
  const putWhole = createBatchedPuts(table, 'starting clocks');

  async function read(orderId: OrderId, deadlineId: string): Promise<Deadline | undefined> {
    const { Item } = await attempt('reading a clock', () =>
      client.send(
        new GetItemCommand({
          TableName,
          Key: marshall(itemKeys.deadline(orderId, deadlineId)),
          ConsistentRead: true,
        }),
      ),
    );
    return Item && toDeadline(Item);
  }

  /** Leaves an entry that is there as it is: it knows which step was reminded of. */
  async function putEntry(entry: DueEntry): Promise<void> {
    await ifConditionHolds('entering a clock among what falls due', () =>
      client.send(
        new PutItemCommand({
          TableName,
          Item: entryItem(entry),
          ConditionExpression: 'attribute_not_exists(pk)',
        }),
      ),
    );
  }

  /** Somebody may have started the clock with this end meanwhile, so it is looked at again and the entry restored. */
  async function removeEntry(entry: DueEntry): Promise<void> {
    await attempt('removing a clock from what falls due', () =>
      client.send(new DeleteItemCommand({ TableName, Key: marshall(itemKeys.due(entry)) })),
    );
    const deadline = await read(entry.orderId, entry.deadlineId);
    if (deadline?.dueAtMs === entry.dueAtMs) await putEntry(entry);
  }

  /** The entries whose clocks run with that end, as clocks. */
  async function confirm(entries: readonly DueEntry[], atMs: number): Promise<readonly DueDeadline[]> {
    const confirmed = await inParallel(entries, READS_AT_ONCE, async (entry) => {
      const deadline = await read(entry.orderId, entry.deadlineId);
      if (deadline?.dueAtMs === entry.dueAtMs) {
        return entry.step === undefined ? deadline : { ...deadline, step: entry.step };
      }
      if (entry.dueAtMs < atMs - LEFT_OVER_AFTER_MS) await removeEntry(entry);
      return undefined;
    });
    return confirmed.filter((deadline) => deadline !== undefined);
  }

  return {
    async start(deadline) {
      await putEntry(deadline);
      const { Attributes } = await attempt('starting a clock', () =>
        client.send(
          new PutItemCommand({
            TableName,
            Item: deadlineItem(deadline),
            ReturnValues: 'ALL_OLD',
          }),
        ),
      );
      const before = Attributes && toDeadline(Attributes);
      if (before && before.dueAtMs !== deadline.dueAtMs) await removeEntry(before);
    },

    async move(deadline, fromMs) {
      await putEntry(deadline);
      let before: Deadline | undefined;
      const moved = await ifConditionHolds('moving a clock', async () => {
        const { Attributes } = await client.send(
          new PutItemCommand({
            TableName,
            Item: deadlineItem(deadline),
            ConditionExpression: 'dueAtMs = :from',
            ExpressionAttributeValues: marshall({ ':from': fromMs }),
            ReturnValues: 'ALL_OLD',
          }),
        );
        before = Attributes && toDeadline(Attributes);
      });
      if (!moved) await removeEntry(deadline);
      else if (before && before.dueAtMs !== deadline.dueAtMs) await removeEntry(before);
    },

    async startNew(deadline) {
      await putWhole(entryItem(deadline));
      await putWhole(deadlineItem(deadline));
    },

    async stop(orderId, deadlineId) {
      const { Attributes } = await attempt('stopping a clock', () =>
        client.send(
          new DeleteItemCommand({
            TableName,
            Key: marshall(itemKeys.deadline(orderId, deadlineId)),
            ReturnValues: 'ALL_OLD',
          }),
        ),
      );
      if (Attributes) await removeEntry(toDeadline(Attributes));
    },

    async listByOrder(orderId) {
      const deadlines: Deadline[] = [];
      let after: string | undefined;
      do {
        const { items, last } = await reader.page('reading the clocks of an order', {
          partition: deadlinePartition(orderId),
          limit: PAGE,
          ...(after === undefined ? {} : { after }),
        });
        deadlines.push(...items.map(toDeadline));
        after = last;
      } while (after !== undefined);
      return deadlines.sort((a, b) => a.dueAtMs - b.dueAtMs || (a.deadlineId < b.deadlineId ? -1 : 1));
    },

    async listDue(atMs, limit, after) {
      const due: DueDeadline[] = [];
      for (const month of monthsBetween(dueMonth(after?.dueAtMs ?? 0), dueMonth(atMs))) {
        let behind = after && month === dueMonth(after.dueAtMs) ? itemKeys.due(after).sk : undefined;
        do {
          const { items, last } = await reader.page('reading what falls due', {
            partition: duePartition(month),
            limit: Math.min(PAGE, limit - due.length),
            ...(behind === undefined ? {} : { after: behind }),
          });
          const entries = items.map(toEntry);
          const ripe = entries.filter((entry) => entry.dueAtMs <= atMs);
          due.push(...(await confirm(ripe, atMs)));
          if (due.length >= limit || ripe.length < entries.length) return due;
          behind = last;
        } while (behind !== undefined);
      }
      return due;
    },

    async noteStep(position, step) {
      await ifConditionHolds('noting a reminder', () =>
        client.send(
          new UpdateItemCommand({
            TableName,
            Key: marshall(itemKeys.due(position)),
            ConditionExpression: 'attribute_exists(pk)',
            UpdateExpression: 'SET #step = :step',
            ExpressionAttributeNames: { '#step': 'step' },
            ExpressionAttributeValues: marshall({ ':step': step }),
          }),
        ),
      );
    },
  };
}

function toDeadline(item: Item): Deadline {
  const { pk: _pk, sk: _sk, ...deadline } = unmarshall(item);
  return deadline as Deadline;
}

function toEntry(item: Item): DueEntry {
  const { pk: _pk, sk: _sk, ...entry } = unmarshall(item);
  return entry as DueEntry;
}

function entryItem({ dueAtMs, deadlineId, orderId }: DueEntry): Item {
  return marshall({ ...itemKeys.due({ dueAtMs, deadlineId }), dueAtMs, deadlineId, orderId });
}

function deadlineItem(deadline: Deadline): Item {
  const key = itemKeys.deadline(deadline.orderId, deadline.deadlineId);
  return marshall({ ...key, ...deadline }, { removeUndefinedValues: true });
}
