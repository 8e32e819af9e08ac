/**
 * Looks for secrets in every file that git knows. First it plants one, so that a scanner which finds nothing because it
 * reads nothing is noticed.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const root = here('../..');

function scan(cwd, files) {
  return spawnSync(
    process.execPath,
    [
      here('node_modules/secretlint/bin/secretlint.js'),
      ...['--no-glob', '--secretlintrc', here('secretlint.json')],
      ...files,
    ],
    { cwd, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 },
  );
}

const folder = mkdtempSync(join(tmpdir(), 'planted-'));
// Put together here, so that this file holds no secret itself.
writeFileSync(join(folder, 'planted.txt'), `token = ghp_${'wWPw5k4aXcaT4fNP0UcnZwJUVFk6LO0p'}${'INUx'}\n`);
const planted = scan(folder, [join(folder, 'planted.txt')]);
rmSync(folder, { recursive: true });
if (planted.status !== 1) {
  console.error(
    'the planted secret was not found: the scanner does not work',
    planted.stdout,
    planted.stderr,
  );
  process.exit(1);
}

const files = execFileSync('git', ['ls-files', '-z'], { cwd: root, encoding: 'utf8' })
  .split('\0')
  .filter(Boolean);
const { status, stdout, stderr } = scan(root, files);
process.stdout.write(stdout);
process.stderr.write(stderr);
console.log(`${files.length} files looked at`);
process.exit(status ?? 1);
