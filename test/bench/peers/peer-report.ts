import { machine, rounded } from '../report.ts';
import type { Measured } from '../run-rounds.ts';
import { micros, number, table } from '../table.ts';
import { rowName } from './peer-rows.ts';

/** What was measured, where it was not, and what the list takes up for each key. */
export interface PeerResult {
  readonly rows: readonly Measured[];
  /** By the row's name without the number in flight. */
  readonly bytesPerKey: ReadonlyMap<string, number>;
  readonly keys: number;
  readonly absent: readonly string[];
}

interface Goal {
  readonly peer: string;
  readonly atLeast: number;
}

const GOALS: readonly Goal[] = [
  { peer: 'redis-sismember', atLeast: 3 },
  { peer: 'redis-get', atLeast: 3 },
  { peer: 'postgres', atLeast: 3 },
  { peer: 'dynamodb-get', atLeast: 20 },
];

export function peerJson({ rows, bytesPerKey, keys, absent }: PeerResult): string {
  const content = {
    machine: machine(),
    keys,
    rows: rows.map(({ name, p50Us, p99Us, opsPerSecond }) => {
      const bytes = bytesPerKey.get(baseName(name));
      return {
        name,
        p50Us: rounded(p50Us),
        p99Us: rounded(p99Us),
        opsPerSecond: Math.round(opsPerSecond),
        ...(bytes === undefined ? {} : { bytesPerKey: rounded(bytes) }),
      };
    }),
    absent,
  };
  return JSON.stringify(content, undefined, 2);
}

export function peerText(result: PeerResult): string {
  const { rows, bytesPerKey, keys, absent } = result;
  const cells = rows.map(({ name, p50Us, p99Us, opsPerSecond, calls }) => {
    const bytes = bytesPerKey.get(baseName(name));
    const perKey = bytes === undefined ? '' : bytes.toFixed(1);
    return [name, micros(p50Us), micros(p99Us), number(opsPerSecond), perKey, number(calls)];
  });
  return [
    `${machine()}, ${number(keys)} keys, 99.9% of the questions about people who are not listed.`,
    ...absent.map((what) => `Left out: ${what}.`),
    '',
    ...table(['row', 'p50 µs', 'p99 µs', 'per second', 'bytes a key', 'measured'], cells),
    '',
    'The same check over a peer in the place of filter and engine, and the peer by itself (no HTTP, no token, no',
    'JSON), against the whole handler; one in flight:',
    ...goalTable(result),
  ].join('\n');
}

function goalTable(result: PeerResult): string[] {
  const row = rowOf(result);
  const ours = row('handler', 1);
  const cells = GOALS.flatMap(({ peer, atLeast }) =>
    [`handler-over-${peer}`, peer].flatMap((name) => {
      const theirs = row(name, 1);
      if (!ours || !theirs) return [];
      return (['p50Us', 'p99Us'] as const).map((quantile) => {
        const ratio = theirs[quantile] / ours[quantile];
        const verdict = ratio >= atLeast ? 'reached' : 'NOT REACHED';
        return [
          `${name} ÷ handler, ${quantile.slice(0, 3)}`,
          `≥ ${atLeast} ×`,
          `${ratio.toFixed(2)} ×`,
          verdict,
        ];
      });
    }),
  );
  return table(['goal', 'wanted', 'measured', ''], cells);
}

function rowOf({ rows }: PeerResult) {
  return (name: string, inFlight: number) => rows.find((row) => row.name === rowName(name, inFlight));
}

function baseName(name: string): string {
  return name.slice(0, name.lastIndexOf('.'));
}
