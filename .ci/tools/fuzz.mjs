/**
 * Fuzzes the API by its own document: starts the embedded service on data of its own, takes clients on that are not
 * limited, and lets schemathesis loose on it with all its checks. Fails on a 5xx, and on every answer that the document
 * does not know: status, headers, content type, body.
 *
 * usage: node .ci/tools/fuzz.mjs PATH-OF-SCHEMATHESIS
 */
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const READY_WITHIN_MS = 60_000;

const root = fileURLToPath(new URL('../..', import.meta.url));
const [schemathesis] = process.argv.slice(2);
const folder = mkdtempSync(join(tmpdir(), 'fuzz-'));
const port = await freePort();
const url = `http://127.0.0.1:${port}`;
const log = join(folder, 'service.log');
const service = spawn(process.execPath, ['infra/local/main.ts'], {
  cwd: root,
  env: { ...process.env, PORT: String(port), DATA_DIR: join(folder, 'data') },
  stdio: ['ignore', 'ignore', openSync(log, 'w')],
});
let status = 1;
try {
  await untilReady();
  const tokens = {
    OPERATOR_TOKEN: await tokenFor('fuzz-operator', [
      '--scopes',
      'check:rail,check:air,check:hotel,check:venue',
    ]),
    COURT_TOKEN: await tokenFor('fuzz-court', [
      '--scopes',
      'registry:write,registry:read',
      '--courts',
      'all',
    ]),
    OPERATIONS_TOKEN: await tokenFor('fuzz-operations', ['--scopes', 'operations']),
  };
  const run = spawnSync(
    schemathesis,
    [
      ...['--config-file', join(root, '.ci/tools/schemathesis.toml')],
      ...['run', join(root, 'functions/docs/openapi.json'), '--url', url],
      ...['--checks', 'all', '--phases', 'examples,coverage,fuzzing', '--warnings', 'off'],
    ],
    { cwd: folder, env: { ...process.env, ...tokens }, stdio: ['ignore', 'inherit', 'inherit'] },
  );
  status = run.status ?? 1;
  const { status: health } = await fetch(`${url}/health`);
  if (health !== 200) {
    console.error(`the service is not well after the run: /health answers ${health}`);
    status = 1;
  }
} finally {
  service.kill('SIGTERM');
  await new Promise((resolve) => service.once('exit', resolve));
  rmSync(folder, { recursive: true, force: true });
}
process.exit(status);

async function freePort() {
  const server = createServer();
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port: free } = server.address();
  await new Promise((resolve) => server.close(resolve));
  return free;
}

async function untilReady() {
  const until = Date.now() + READY_WITHIN_MS;
  while (Date.now() < until) {
    const response = await fetch(`${url}/health`).catch(() => undefined);
    if (response?.status === 200) return;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  throw new Error(`the service did not become ready: ${readFileSync(log, 'utf8').slice(-2_000)}`);
}

async function tokenFor(id, options) {
  const printed = execFileSync(
    process.execPath,
    [
      'functions/cli/main.ts',
      'operators',
      'add',
      id,
      ...options,
      '--rate',
      '100000',
      '--burst',
      '100000',
      '--url',
      url,
    ],
    { cwd: root, encoding: 'utf8' },
  );
  const [, clientId] = /client id:?\s+(\S+)/i.exec(printed) ?? [];
  const [, secret] = /secret:?\s+(\S+)/i.exec(printed) ?? [];
  const response = await fetch(`${url}/oauth2/token`, {
    method: 'POST',
    headers: { authorization: `Basic ${Buffer.from(`${clientId}:${secret}`).toString('base64')}` },
    body: new URLSearchParams({ grant_type: 'client_credentials' }),
  });
  const { access_token: token } = await response.json();
  if (!token) throw new Error(`no token for ${id}: ${response.status}`);
  return token;
}
