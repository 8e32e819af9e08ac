// Runs before `npm start` and `npm test`, so that each works alone on a fresh clone. Plain JavaScript that any
// Node understands and that imports nothing: the dependencies, Node 24 among them, may not be there yet.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../', import.meta.url));

if (!isInstalled()) {
  // On standard error: what a command writes to standard output may be piped on.
  console.error('Installing dependencies from the lockfile (npm ci) …');
  const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
  const install = spawnSync(npm, ['ci', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: root,
    stdio: ['inherit', process.stderr, 'inherit'],
  });
  if (install.status !== 0) {
    console.error(
      'The installation failed. Check that the npm registry can be reached, then run the command again.',
    );
    process.exit(install.status ?? 1);
  }
}

/** True when node_modules holds exactly the versions of the lockfile that every platform needs. */
function isInstalled() {
  const installedPath = `${root}node_modules/.package-lock.json`;
  if (!existsSync(installedPath)) return false;
  const wanted = JSON.parse(readFileSync(`${root}package-lock.json`, 'utf8')).packages;
  const installed = JSON.parse(readFileSync(installedPath, 'utf8')).packages;
  return Object.entries(wanted).every(
    ([path, entry]) => path === '' || entry.optional || installed[path]?.version === entry.version,
  );
}
