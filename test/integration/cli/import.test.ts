import { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { MAX_LINE_BYTES } from '../../../functions/cli/input/line.ts';
import { MAX_CHANGES } from '../../../shared/contracts/list-change.ts';
import { syntheticResidentId } from '../../fixtures/synthetic-documents.ts';
import { changeAsSent, changeIdOf, documentAsSent } from '../../unit/orders/fixtures.ts';
import { createService, fileWith, generated } from './world.ts';

describe('an import', () => {
  test.each(['jsonl', 'csv'])('of %s has every order accepted and leaves nothing behind', async (format) => {
    const lines = await generated('--orders', '900', '--seed', '1', '--format', format);
    const file = fileWith(
      lines.map((line) => line.trim()),
      `orders.${format}`,
    );
    const service = await createService();
    const { exitCode, stdout, stderr } = await service.run(['import', file.path]);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(stdout).toContain('Imported: 900 accepted, 0 rejected');
    expect(service.accepted()).toBe(900);
    expect(new Set(service.receipts.all().map(({ orderId }) => orderId)).size).toBe(900);
    expect(service.requests.length).toBeGreaterThan(1);
    expect(service.tokensGiven).toBe(1);
    expect([file.rejections(), file.checkpoint()]).toEqual([undefined, undefined]);
  });

  test('repeated, packed or under another name, changes nothing', async () => {
    const lines = await generated('--orders', '60', '--seed', '1');
    const service = await createService();
    for (const file of [
      fileWith(lines),
      fileWith(lines),
      fileWith(gzipSync(`${lines.join('\n')}\n`), 'x.jsonl.gz'),
    ]) {
      expect((await service.run(['import', file.path])).exitCode).toBe(0);
    }
    expect(service.receipts.all()).toHaveLength(60);
  });

  test('keeps the change ids that the file has, in JSON Lines and in CSV', async () => {
    const service = await createService();
    const { order } = changeAsSent(4);
    const jsonLines = fileWith([changeAsSent(3), { order }].map((line) => JSON.stringify(line)));
    expect((await service.run(['import', jsonLines.path])).exitCode).toBe(0);
    const [header = '', row = ''] = (await generated('--orders', '1', '--format', 'csv')).map((line) =>
      line.trim(),
    );
    const csv = fileWith([header, `${changeIdOf(5)}${row}`], 'orders.csv');
    expect((await service.run(['import', csv.path])).exitCode).toBe(0);
    const ids = service.receipts.all().map(({ changeId }) => changeId);
    expect(ids).toHaveLength(3);
    expect(ids).toEqual(expect.arrayContaining([changeIdOf(3), changeIdOf(5)]));
  });

  test('writes what the service and what the reader rejects, in the sequence of the lines', async () => {
    const service = await createService();
    const file = fileWith([
      JSON.stringify(changeAsSent(1)),
      'no JSON',
      JSON.stringify(changeAsSent(2, { signedBy: 'clerk' })),
      JSON.stringify(changeAsSent(1, { items: ['hotel'] })),
      '{',
      JSON.stringify(documentAsSent({ orderId: 'ord-6' })),
    ]);
    const { exitCode, stdout } = await service.run(['import', file.path]);
    expect(exitCode).toBe(1);
    expect(stdout).toContain('2 accepted, 4 rejected');
    const rows = file
      .rejections()
      ?.split('\r\n')
      .slice(1, -1)
      .map((row) => row.split(',').slice(0, 2).join(' '));
    expect(rows).toEqual(['2 ', '3 /order/signedBy', '4 /changeId', '5 ']);
  });

  test('keeps its requests within 256 KiB and 1,000 changes', async () => {
    const service = await createService();
    const sizes: number[] = [];
    service.hook = async (request) => {
      sizes.push((await request.clone().arrayBuffer()).byteLength);
      return undefined;
    };
    const tiny = Array.from({ length: MAX_CHANGES + 1 }, () => '{}');
    const phone = '1'.repeat(40);
    const bulky = Array.from({ length: 60 }, (_, n) => {
      const documents = Array.from({ length: 50 }, (_, d) => ({
        type: 'resident-id',
        number: ` ${syntheticResidentId(n * 50 + d)} `,
      }));
      const subject = { kind: 'person', name: '一'.repeat(200), role: 'debtor', documents };
      const court = { code: '京0105', name: '院'.repeat(200), phone };
      return JSON.stringify(documentAsSent({ orderId: `ord-${n}`, subject, court }));
    });
    const file = fileWith([...tiny, ...bulky]);
    expect((await service.run(['import', file.path])).exitCode).toBe(1);
    expect(service.accepted()).toBe(60);
    expect(Math.max(...service.requests)).toBe(MAX_CHANGES);
    expect(Math.max(...sizes)).toBeLessThanOrEqual(256 * 1024);
    expect(Math.max(...sizes)).toBeGreaterThan(250 * 1024);
  });

  test('of a line that fits into a request only without its change id rejects it by itself', async () => {
    const service = await createService();
    const bare = JSON.stringify(documentAsSent({ filler: '' }));
    const filler = 'x'.repeat(MAX_LINE_BYTES - Buffer.byteLength(bare));
    const file = fileWith([JSON.stringify(documentAsSent({ filler })), JSON.stringify(documentAsSent())]);
    const { exitCode } = await service.run(['import', file.path]);
    expect(exitCode).toBe(1);
    expect(file.rejections()).toContain('1,,,is larger than');
    expect(service.requests).toEqual([1]);
  });

  test('reads standard input; under a name that stays the same it can be repeated', async () => {
    const service = await createService();
    const bytes = Buffer.from((await generated('--orders', '20')).join('\n'));
    const run = (...options: readonly string[]) =>
      service.run(['import', '-', ...options], { stdin: Readable.from([bytes]) });
    for (const _ of [1, 2]) expect((await run('--source-id', 'delivery-1')).exitCode).toBe(0);
    expect(service.receipts.all()).toHaveLength(20);
    expect((await run('--source-id', 'delivery-2')).exitCode).toBe(0);
    expect(service.receipts.all()).toHaveLength(40);
  });

  test('logs and keeps nothing that names a person', async () => {
    const service = await createService();
    const number = syntheticResidentId(9);
    const subject = {
      kind: 'person',
      name: '秘密姓名',
      role: 'debtor',
      documents: [{ type: 'resident-id', number }],
    };
    const file = fileWith([
      JSON.stringify(documentAsSent({ subject })),
      JSON.stringify(documentAsSent({ subject, orderId: number })),
    ]);
    let checkpoint = '';
    service.hook = (_, n) => {
      if (n > 1) checkpoint = file.checkpoint() ?? '';
      return undefined;
    };
    const { stdout, stderr, exitCode } = await service.run(['import', file.path]);
    expect(exitCode).toBe(1);
    const all = stdout + stderr + checkpoint + file.rejections() + service.log.text();
    expect(all).toContain('/order/orderId');
    expect(all).not.toContain(number);
    expect(all).not.toContain('秘密姓名');
  });
});
