import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { describe, expect, test } from 'vitest';
import { createReleaseNoticesHandler } from '../../../functions/release-notices/app.ts';
import type { NoticeId } from '../../../shared/contracts/ids.ts';
import { DependencyUnavailable } from '../../../shared/contracts/problem.ts';
import { writeNoticeMessage } from '../../../shared/notices/notice-message.ts';
import { createCapturedLog } from '../../support/captured-log.ts';
import { answered, createNoticeWorld, RAIL, took } from '../notices/notice-world.ts';

function open() {
  const world = createNoticeWorld();
  const log = createCapturedLog();
  const handle = createReleaseNoticesHandler({ logger: log.logger, delivery: world.delivery, sweep: world });
  const batch = async (bodies: readonly string[]): Promise<readonly string[]> => {
    const Records = bodies.map((body, index) => ({ messageId: `m${index}`, body }));
    const response = await handle({ Records } as unknown as SQSEvent);
    return (response as SQSBatchResponse).batchItemFailures.map(({ itemIdentifier }) => itemIdentifier);
  };
  return { world, log, handle, batch };
}

describe('a batch of messages about notices', () => {
  test('is worked on, and only what failed comes again', async () => {
    const { world, log, batch } = open();
    await world.setWebhook();
    const good = await world.announce('ord-1');
    const bad = await world.announce('ord-2');
    world.receive = ({ noticeId }) => {
      if (noticeId === bad.noticeId) throw new Error('a fault of ours');
      return took;
    };
    const bodies = [good, bad].map((notice) => writeNoticeMessage({ ...notice, attempts: 0 }));
    expect(await batch([...bodies, 'nonsense'])).toEqual(['m1', 'm2']);
    expect(log.codes().sort()).toEqual(['notice.delivered', 'notice.failed', 'notice.poison']);
  });

  test('waits for slow receivers at the same time, not one after the other', async () => {
    const { world, batch } = open();
    await world.setWebhook();
    const notices = [await world.announce('ord-1'), await world.announce('ord-2')];
    const both = Promise.withResolvers<void>();
    world.receive = async () => {
      if (world.sent.length === 2) both.resolve();
      await both.promise;
      return took;
    };
    expect(await batch(notices.map((notice) => writeNoticeMessage({ ...notice, attempts: 0 })))).toEqual([]);
    expect(world.sent).toHaveLength(2);
  });

  test.each([
    ['a failure', answered(500), 1, 'notice.attempt-failed', 'info'],
    ['the last failure', answered(500), 10, 'notice.parked', 'error'],
    ['a receiver that wants nothing more', answered(410), 1, 'notice.endpoint-disabled', 'error'],
  ] as const)('leads to a line about %s', async (_, answer, attempt, code, level) => {
    const { world, log, batch } = open();
    await world.setWebhook();
    world.receive = () => answer;
    const notice = await world.announce();
    const attempts = attempt - 1;
    await world.notices.update(await world.recordOf(notice), { attempts });
    expect(await batch([writeNoticeMessage({ ...notice, attempts })])).toEqual([]);
    expect(log.lines).toMatchObject([
      { code, level, fields: { operatorId: RAIL, noticeId: notice.noticeId } },
    ]);
  });

  test('is done with although the queue does not take the next one; a line says so', async () => {
    const { world, log, batch } = open();
    await world.setWebhook();
    world.receive = () => answered(500);
    const notice = await world.announce();
    world.queue.send = () => Promise.reject(new DependencyUnavailable('sqs', 'down'));
    expect(await batch([writeNoticeMessage({ ...notice, attempts: 0 })])).toEqual([]);
    expect(await batch([writeNoticeMessage({ ...notice, attempts: 1 })])).toEqual([]);
    expect(log.codes()).toEqual(['notice.attempt-failed', 'notice.alarm-lost', 'notice.alarm-lost']);
  });

  test('about a notice that is not there is done with', async () => {
    const { log, batch } = open();
    const message = { operatorId: RAIL, noticeId: 'ntc_none' as NoticeId, attempts: 0 };
    expect(await batch([writeNoticeMessage(message)])).toEqual([]);
    expect(log.lines).toMatchObject([{ code: 'notice.unknown', level: 'warn' }]);
  });
});

describe('the schedule', () => {
  test('sets alarms for what is overdue', async () => {
    const { world, log, handle } = open();
    await world.setWebhook();
    await world.announce();
    world.queue.takeDue();
    expect(await handle({})).toEqual({ operators: 1, enqueued: 0 });
    world.clock.advance(3_600_000);
    expect(await handle({})).toEqual({ operators: 1, enqueued: 1 });
    expect(world.queue.takeDue()).toHaveLength(1);
    expect(log.codes()).toEqual(['notice.swept']);
  });

  test('counts a run as failed in which an operator could not be looked at', async () => {
    const { world, log, handle } = open();
    await world.announce();
    world.endpoints.get = () => Promise.reject(new Error('down'));
    await expect(handle({})).rejects.toThrow('down');
    expect(log.codes()).toEqual(['notice.sweep-failed']);
  });
});
