import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable, Writable } from 'node:stream';
import { describe, expect, test } from 'vitest';
import { runCli } from '../../../functions/cli/run.ts';
import { readConnection } from '../../../functions/cli/service/connection.ts';
import { terminal } from '../../integration/cli/world.ts';
import { temporaryFolder } from '../../integration/embedded/temporary-folder.ts';

async function run(...argv: readonly string[]) {
  const { io, stdout, stderr } = terminal();
  return { exitCode: await runCli(argv, io), stdout: stdout(), stderr: stderr() };
}

describe('a command line', () => {
  test.each(['import', 'export-template', 'generate', 'audit', 'attest', 'operators'])(
    'of %s explains itself',
    async (command) => {
      const { exitCode, stdout } = await run(command, '--help');
      expect(exitCode).toBe(0);
      expect(stdout).toContain(`npm run -s cli -- ${command}`);
      expect((await run('--help')).stdout).toContain(command);
      expect((await run()).exitCode).toBe(2);
    },
  );

  test.each([
    ['an unknown command', ['destroy'], 'no such command'],
    ['an unknown option', ['generate', '--orders', '1', '--sead', '2'], '--sead'],
    ['an option without its value', ['generate', '--orders'], '--orders'],
    ['a value for an option that takes none', ['import', 'x', '--check=yes'], '--check'],
    ['a number that is none', ['generate', '--orders', 'many'], '--orders'],
    ['a number that is too large', ['generate', '--orders', '99999999'], '--orders'],
    ['no number of orders', ['generate'], '--orders'],
    ['an unknown format', ['export-template', '--format', 'xml'], '--format'],
    ['an argument too many', ['generate', '--orders', '1', 'more'], 'options only'],
    ['no file', ['import'], 'Name one file'],
    ['two files', ['import', 'a', 'b'], 'Name one file'],
    ['a checkpoint for unnamed standard input', ['import', '-', '--checkpoint', 'c'], '--source-id'],
    ['a name for a file', ['import', 'a', '--source-id', 'x'], '--source-id'],
    ['rejections over the input', ['import', 'a', '--rejections', 'a'], 'three different files'],
    ['too much at a time', ['import', 'a', '--concurrency', '99'], '--concurrency'],
  ])('with %s is refused', async (_, argv, says) => {
    const { exitCode, stdout, stderr } = await run(...argv);
    expect(exitCode).toBe(2);
    expect(stderr).toContain(says);
    expect(stdout).toBe('');
  });

  test('with something that is secret does not repeat it', async () => {
    for (const argv of [
      ['import', 'x', '--client-secret', 's3cret', '--client-id=', '--url', 'http://elsewhere.example'],
      ['import', 'x', '--client-secrets=s3cret'],
      ['s3cret'],
    ]) {
      expect((await run(...argv)).stderr).not.toContain('s3cret');
    }
  });
});

describe('a command', () => {
  test('that cannot write its files says so', async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'orders.jsonl'), '{}');
    const rejections = join(folder, 'no-such-folder', 'rejected.csv');
    const { exitCode, stderr } = await run(
      'import',
      '--check',
      join(folder, 'orders.jsonl'),
      '--rejections',
      rejections,
    );
    expect(exitCode).toBe(2);
    expect(stderr).toContain('ENOENT');
  });

  test('with a fault of its own says where it happened and nothing of the input', async () => {
    const { io, stderr } = terminal({
      stdout: new Writable(),
      clock: {
        monotonicMs: () => 0,
        wallMs: () => {
          throw new TypeError('quotes 999999199001010016');
        },
      },
      stdin: Readable.from([Buffer.from('{}')]),
    });
    expect(await runCli(['import', '--check', '-', '--format', 'jsonl'], io)).toBe(70);
    expect(stderr()).toContain('TypeError');
    expect(stderr()).toContain('functions/cli');
    expect(stderr()).not.toContain('999999');
  });

  test('whose output nobody reads any more ends quietly', async () => {
    const gone = Object.assign(new Error('write EPIPE'), { code: 'EPIPE', syscall: 'write' });
    const stdout = new Writable({ write: (_chunk, _encoding, done) => done(gone) });
    stdout.on('error', () => {});
    const { io, stderr } = terminal({ stdout });
    expect(await runCli(['generate', '--orders', '5000'], io)).toBe(0);
    expect(stderr()).toBe('');
  });

  test('that writes for long hears the wish to stop', async () => {
    const interruption = new AbortController();
    const stdout = new Writable({ write: (_chunk, _encoding, done) => done() });
    const { io } = terminal({ stdout, interruption: interruption.signal });
    const run = runCli(['generate', '--orders', '1000000'], io);
    setTimeout(() => interruption.abort(), 20);
    expect(await run).toBe(3);
  });
});

describe('the connection', () => {
  test('is the demo court of this machine unless told', () => {
    expect(readConnection({}, {})).toEqual({
      url: 'http://127.0.0.1:8787',
      tokenUrl: 'http://127.0.0.1:8787/oauth2/token',
      clientId: 'demo-court',
      clientSecret: 'demo-court-secret',
    });
  });

  test('takes options before the environment', () => {
    const env = {
      CONSUMPTION_CHECK_URL: 'https://a.example/',
      CONSUMPTION_CHECK_TOKEN_URL: 'https://b.example/token',
      CONSUMPTION_CHECK_CLIENT_ID: 'court-1',
      CONSUMPTION_CHECK_CLIENT_SECRET: 'secret-1',
    };
    expect(readConnection({ 'client-id': 'court-2' }, env)).toEqual({
      url: 'https://a.example',
      tokenUrl: 'https://b.example/token',
      clientId: 'court-2',
      clientSecret: 'secret-1',
    });
  });

  test.each([
    ['http to another machine', { url: 'http://register.example' }],
    ['another scheme', { url: 'ftp://127.0.0.1' }],
    ['credentials in the URL', { url: 'https://user:word@register.example' }],
    ['no URL', { url: 'register' }],
    ['an unsafe token endpoint', { 'token-url': 'http://register.example/token' }],
    ['no client for another machine', { url: 'https://register.example' }],
    ['a client without a secret', { 'client-id': 'court-1' }],
    ['a secret without a client', { 'client-secret': 'x' }],
  ])('is refused with %s', (_, options) => {
    expect(() => readConnection(options, {})).toThrow(expect.objectContaining({ name: 'UsageError' }));
  });
});
