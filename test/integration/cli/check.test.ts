import { readFileSync } from 'node:fs';
import { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { MAX_LINE_BYTES } from '../../../functions/cli/input/line.ts';
import { runCli } from '../../../functions/cli/run.ts';
import { syntheticResidentId } from '../../fixtures/synthetic-documents.ts';
import { changeAsSent, documentAsSent } from '../../unit/orders/fixtures.ts';
import { fileWith, generated, terminal } from './world.ts';

async function check(file: { readonly path: string }, ...options: readonly string[]) {
  const { io, stdout, stderr } = terminal();
  const exitCode = await runCli(['import', '--check', file.path, ...options], io);
  return { exitCode, stdout: stdout(), stderr: stderr() };
}

const GOOD = JSON.stringify(documentAsSent());

describe('a check', () => {
  test.each(['jsonl', 'csv'])(
    'accepts the template and what the generator writes as %s, without a network',
    async (format) => {
      const { io, stdout } = terminal();
      expect(await runCli(['export-template', '--format', format], io)).toBe(0);
      const lines = await generated('--orders', '300', '--seed', '2', '--format', format);
      for (const content of [stdout(), lines.join('\n'), gzipSync(lines.join('\n'))]) {
        const file = fileWith(content, 'orders');
        const { exitCode, stderr } = await check(file);
        expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
        expect(file.rejections()).toBeUndefined();
      }
    },
  );

  test('writes line, field and reason of each line that is wrong, and goes on behind it', async () => {
    const file = fileWith([
      GOOD,
      '{"orderId": ',
      '',
      JSON.stringify(changeAsSent(1, { signedBy: 'clerk', items: ['air', 'yacht'] })),
      JSON.stringify({ ...changeAsSent(1), urgent: true }),
      '[1]',
      `{"x":"${'x'.repeat(MAX_LINE_BYTES)}"}`,
      JSON.stringify({ ...changeAsSent(2), changeId: 'none' }),
      GOOD,
    ]);
    const { exitCode, stdout } = await check(file);
    expect(exitCode).toBe(1);
    expect(stdout).toContain('Checked: 2 accepted, 6 rejected');
    expect(stdout).toContain(`${file.path}.rejected.csv`);
    const rows = file
      .rejections()
      ?.split('\r\n')
      .slice(0, -1)
      .map((row) => row.split(',').slice(0, 2));
    expect(rows).toEqual([
      ['line', 'field'],
      ['2', ''],
      ['4', '/order/items/1'],
      ['5', '/urgent'],
      ['6', ''],
      ['7', ''],
      ['8', '/changeId'],
    ]);
    expect(file.rejections()).toContain('7,,,"is longer than 262144 bytes');
  });

  test('reads CRLF, a byte order mark and empty lines, and rejects what is not UTF-8', async () => {
    const broken = Buffer.from(GOOD.replace('测试法院', 'X'));
    broken[broken.indexOf('"X"') + 1] = 0xff;
    const file = fileWith(
      Buffer.concat([
        Buffer.from(`\uFEFF${GOOD}\r\n\r\n  \r\n${GOOD}\r\n`),
        broken,
        Buffer.from(`\n${GOOD}`),
      ]),
    );
    const { exitCode, stdout } = await check(file);
    expect(exitCode).toBe(1);
    expect(stdout).toContain('3 accepted, 1 rejected');
    expect(file.rejections()).toContain('5,,,is not UTF-8');
  });

  test('of CSV names the column, and a line with a quote left open costs no other line', async () => {
    const lines = (await generated('--orders', '4', '--seed', '8', '--format', 'csv')).map((line) =>
      line.trim(),
    );
    expect(lines.slice(1).filter((line) => line.includes(',active,'))).toHaveLength(4);
    const [header, one = '', two = '', three = '', four = ''] = lines;
    const file = fileWith(
      [
        header as string,
        one.replace('president', 'clerk'),
        two.replace('示例人民法院', '"示例人民法院'),
        `${three},more`,
        ',,,,,,,,',
        four.replace(/999999\d{12}/, '99999919900101001X'),
        four.replace(/999999\d{12}/, '999999199001010016:CHN:extra'),
      ],
      'orders.csv',
    );
    const { exitCode } = await check(file);
    expect(exitCode).toBe(1);
    const rows = file.rejections()?.split('\r\n').slice(1, -1) ?? [];
    expect(rows.map((row) => row.split(',').slice(0, 3).join())).toEqual([
      '2,/order/signedBy,signedBy',
      '3,,',
      '4,,',
      '6,/order/subject/documents/0/number,documents',
      '7,/order/subject/documents/0/issuer,documents',
    ]);
  });

  test('never repeats a number or a name, whatever is wrong', async () => {
    const number = syntheticResidentId(5);
    const name = '秘密姓名';
    const subject = { kind: 'person', name, role: 'debtor', documents: [{ type: 'resident-id', number }] };
    const csv = (await generated('--orders', '1', '--format', 'csv')).map((line) => line.trim());
    const files = [
      fileWith([
        JSON.stringify(documentAsSent({ subject, [number]: name })),
        JSON.stringify(documentAsSent({ subject, orderId: number })),
        JSON.stringify(
          documentAsSent({ subject: { ...subject, role: name, documents: [{ type: number }] } }),
        ),
        `${JSON.stringify(documentAsSent({ subject }))} ${number}`,
        `"${number}"`,
      ]),
      fileWith([`${name},${number}`, csv[1] as string], 'no-header.csv'),
      fileWith([csv[0] as string, `"${name}`, `"${number}"${name}`], 'quotes.csv'),
    ];
    for (const file of files) {
      const { exitCode, stdout, stderr } = await check(file);
      expect(exitCode).toBeGreaterThan(0);
      const all = stdout + stderr + file.rejections();
      expect(all).not.toContain(number);
      expect(all).not.toContain(name);
    }
  });

  test.each([
    ['cut off', (bytes: Buffer) => bytes.subarray(0, bytes.length - 20), 'ends in the middle'],
    ['damaged', (bytes: Buffer) => bytes.fill(0, 40, 60), 'is damaged'],
  ])('of gzip that is %s is an input error, and its last half line is not judged', async (_, harm, says) => {
    const lines = await generated('--orders', '50');
    const file = fileWith(harm(gzipSync(lines.join('\n'))));
    const { exitCode, stderr } = await check(file);
    expect(exitCode).toBe(2);
    expect(stderr).toContain(says);
    expect(file.rejections()).toBeUndefined();
  });

  test.each([
    ['a column that is not known', 'orderId,colour', 'Column 2'],
    ['columns that are missing', 'orderId,version,status', 'lacks the columns courtCode, courtName'],
    ['a column twice', 'orderId,orderId', 'orderId stands in the CSV file twice'],
    ['a header that is malformed', '"orderId', 'not closed'],
  ])('of CSV with %s is an input error', async (_, header, says) => {
    const { exitCode, stderr } = await check(fileWith([header, 'x'], 'orders.csv'));
    expect(exitCode).toBe(2);
    expect(stderr).toContain(says);
  });

  test('reads standard input, and writes its rejections as JSON Lines if their file is called so', async () => {
    const file = fileWith('');
    const rejections = `${file.path}.reasons.jsonl`;
    const { io, stdout } = terminal({ stdin: Readable.from([Buffer.from(`${GOOD}\n{}`)]) });
    expect(await runCli(['import', '--check', '-', '--rejections', rejections], io)).toBe(1);
    expect(stdout()).toContain('1 accepted, 1 rejected');
    const reasons = readFileSync(rejections, 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(reasons.map(({ line }) => line)).toEqual(reasons.map(() => 2));
    expect(reasons.map(({ field }) => field)).toContain('/order/subject');
  });

  test('of a file that is not there, a folder or an unknown format is an input error', async () => {
    const { path } = fileWith('');
    expect((await check({ path: `${path}.not` })).exitCode).toBe(2);
    expect((await check({ path: `${path}/..` })).exitCode).toBe(2);
    expect((await check(fileWith('<orders/>', 'orders.xml'))).exitCode).toBe(2);
    expect((await check(fileWith('', 'empty'))).exitCode).toBe(0);
  });
});
