import { expect, test } from 'vitest';
import { CannotStart } from '../../../infra/local/data-folder.ts';
import { readSettings } from '../../../infra/local/settings.ts';
import { createStderrLogger } from '../../../infra/local/stderr-log.ts';

test('without any variable the service is local, embedded and shows the demo', () => {
  expect(readSettings({})).toEqual({
    host: '127.0.0.1',
    port: 8787,
    dataFolder: '.data',
    region: 'local',
    endpoints: {},
    filterBuildSeconds: 60,
    seedDemoData: true,
    sandbox: true,
  });
});

test('without demo data there is no sandbox either, unless it is asked for', () => {
  expect(readSettings({ DEMO_DATA: 'off' }).sandbox).toBe(false);
  expect(readSettings({ DEMO_DATA: 'off', SANDBOX: 'on' }).sandbox).toBe(true);
  expect(readSettings({ SANDBOX: 'off' })).toMatchObject({ seedDemoData: true, sandbox: false });
});

test('an empty variable counts as not given', () => {
  expect(readSettings({ PORT: '', DATA_DIR: '', SQS_ENDPOINT: '', DEMO_DATA: '' })).toEqual(readSettings({}));
});

test("the caller's region is followed only with engines that run elsewhere", () => {
  expect(readSettings({ AWS_REGION: 'eu-central-1' }).region).toBe('local');
  const settings = readSettings({ AWS_REGION: 'eu-central-1', SQS_ENDPOINT: 'http://127.0.0.1:9324/' });
  expect(settings.region).toBe('eu-central-1');
  expect(settings.endpoints).toEqual({ sqs: 'http://127.0.0.1:9324' });
});

test.each([
  ['PORT', '80800'],
  ['PORT', '-1'],
  ['PORT', '8e3'],
  ['FILTER_BUILD_SECONDS', '0'],
  ['DEMO_DATA', 'false'],
  ['SANDBOX', 'true'],
  ['DYNAMODB_ENDPOINT', 'localhost:8000'],
])('%s=%s is refused with the name of the setting', (name, value) => {
  expect(() => readSettings({ [name]: value })).toThrow(CannotStart);
  expect(() => readSettings({ [name]: value })).toThrow(name);
});

test('by default warnings and errors are logged, as one JSON object a line that tells what the code means', () => {
  const lines: string[] = [];
  const logger = createStderrLogger(undefined, (line) => lines.push(line));
  logger.info('change.applied', { changeId: 'c' });
  logger.warn('queue.unreachable', { queue: 'releases', error: new Error('999999199001010016') });
  expect(lines.map((line) => JSON.parse(line))).toEqual([
    expect.objectContaining({
      level: 'warn',
      code: 'queue.unreachable',
      message: 'A queue cannot be polled; it is tried again, at most 5 s apart.',
      queue: 'releases',
    }),
  ]);
  expect(lines[0]).not.toContain('999999199001010016');
});

test('LOG_LEVEL chooses what is logged', () => {
  const lines: string[] = [];
  createStderrLogger('info', (line) => lines.push(line)).info('change.applied');
  createStderrLogger('SILENT', (line) => lines.push(line)).error('local.crashed');
  expect(lines).toHaveLength(1);
  expect(() => createStderrLogger('loud')).toThrow('LOG_LEVEL');
});
