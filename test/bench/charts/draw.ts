import { readFile, writeFile } from 'node:fs/promises';
import { type GrowthData, growthChart } from './growth-chart.ts';
import { type PeersData, peersChart } from './peers-chart.ts';

/*
 * `node test/bench/charts/draw.ts`: draws the charts of the tables beside this file, which are what
 * `npm run -s bench -- --peers --json` and `--growth --json` wrote.
 */

const here = (name: string) => new URL(name, import.meta.url);

await draw<GrowthData>('growth', growthChart);
await draw<PeersData>('peers', peersChart);

async function draw<Data>(name: string, chart: (data: Data) => string): Promise<void> {
  const data = JSON.parse(await readFile(here(`${name}.json`), 'utf8')) as Data;
  await writeFile(here(`${name}.svg`), chart(data));
}
