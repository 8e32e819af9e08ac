/**
 * Asks the registry for known vulnerabilities of what the lockfile names. Fails on each that `policy.json` does not argue
 * for (`{ "advisory": "GHSA-…", "why": "…", "until": "2027-01-01" }`, at most until that day), and on arguments for
 * what is not found any more. A registry that answers no such question is said, with exit code 3: nothing is known then.
 */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const UNKNOWN = 3;
const LEVELS = ['info', 'low', 'moderate', 'high', 'critical'];

const policy = JSON.parse(readFileSync(new URL('policy.json', import.meta.url), 'utf8')).vulnerabilities;
const { stdout } = spawnSync('npm', ['audit', '--json'], {
  cwd: fileURLToPath(new URL('../..', import.meta.url)),
  encoding: 'utf8',
  maxBuffer: 64 * 1024 * 1024,
});
const report = parse(stdout);
if (report?.vulnerabilities === undefined) {
  console.log(`not known: the registry does not answer audits (${report?.message ?? 'no answer'})`);
  process.exit(UNKNOWN);
}

const advisories = Object.values(report.vulnerabilities)
  .flatMap(({ via }) => via)
  .filter((via) => typeof via === 'object');
const found = new Map(
  advisories.map(({ url, severity, name, title }) => [url.split('/').at(-1), { severity, name, title }]),
);
const today = new Date().toISOString().slice(0, 10);
const argued = new Map(policy.argued.map((one) => [one.advisory, one]));
let failed = false;
for (const [advisory, { severity, name, title }] of found) {
  if (LEVELS.indexOf(severity) < LEVELS.indexOf(policy.failFrom)) continue;
  const argument = argued.get(advisory);
  if (argument && argument.until >= today) continue;
  console.error(
    `${advisory} (${severity}) in ${name}: ${title}${argument ? ' (the argument has run out)' : ''}`,
  );
  failed = true;
}
for (const advisory of argued.keys()) {
  if (found.has(advisory)) continue;
  console.error(`policy.json argues for ${advisory}, which is not found any more`);
  failed = true;
}
console.log(`${found.size} advisories`);
process.exit(failed ? 1 : 0);

function parse(text) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
