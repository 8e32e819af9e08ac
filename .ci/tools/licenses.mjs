/**
 * Fails when a dependency of ours is under a licence that `policy.json` neither allows nor argues for, or argues for
 * something that is not there any more. Of a choice (`A OR B`) one allowed licence is enough.
 */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const { licenses } = JSON.parse(readFileSync(here('policy.json'), 'utf8'));
const listing = execFileSync(
  process.execPath,
  [
    here('node_modules/license-checker-rseidelsohn/bin/license-checker-rseidelsohn.js'),
    ...['--start', here('../..'), '--json', '--excludePrivatePackages'],
  ],
  { encoding: 'utf8', maxBuffer: 64 * 1024 * 1024, stdio: ['ignore', 'pipe', 'ignore'] },
);
const packages = Object.entries(JSON.parse(listing));
const fits = (pattern, name) =>
  pattern.endsWith('*') ? name.startsWith(pattern.slice(0, -1)) : pattern === name;

const used = new Set();
const refused = packages.filter(([id, { licenses: stated }]) => {
  const name = id.slice(0, id.lastIndexOf('@'));
  const choices = [stated].flat().join(' OR ').replace(/[()]/g, '').split(' OR ');
  if (choices.some((one) => licenses.allowed.includes(one))) return false;
  const argument = licenses.argued.find((one) => fits(one.package, name) && choices.includes(one.license));
  if (argument) used.add(argument);
  return argument === undefined;
});
for (const [id, { licenses: stated }] of refused)
  console.error(`${id}: ${stated} is not allowed by policy.json`);
// Binaries for one platform are there on that platform only.
const idle = licenses.argued.filter((one) => !used.has(one) && !one.package.endsWith('*'));
for (const { package: name } of idle)
  console.error(`policy.json argues for ${name}, which is not used any more`);
if (packages.length < 100) console.error(`only ${packages.length} packages were found: were they installed?`);
console.log(`${packages.length} packages looked at, ${refused.length} refused`);
process.exit(refused.length > 0 || idle.length > 0 || packages.length < 100 ? 1 : 0);
