import type { Clock } from '../contracts/clock.ts';
import { type CountName, type LevelName, METRICS, type MetricName, type SpreadName } from './metric-names.ts';
import { createSpread, type Spread, type SpreadValue } from './metric-spread.ts';

/** Counts and measures. Nothing in it throws, waits, or is worth a thought on the path of a check. */
export interface Metrics {
  /** Adds to a count; one unless told. */
  add(name: CountName, amount?: number): void;
  /** Says how things stand; the highest since the last write is kept. */
  level(name: LevelName, value: number): void;
  /** Adds a value to a spread. */
  measure(name: SpreadName, value: number): void;
  /** Asks before each write; for levels that need only be known then. */
  beforeWrite(ask: () => void): void;
  /** At the end of a request: writes if a second has passed since the last write. */
  settle(): void;
  /** At the end of a batch or a run: writes whatever there is. */
  write(): void;
}

export interface MetricsOptions {
  /** CloudWatch's name for where metrics belong; without one nothing is written. */
  readonly namespace: string | undefined;
  /** The function, such as `check-api`: stands in the line to search for, and is no dimension. */
  readonly service: string;
  readonly clock: Clock;
  /** Takes one line without its end; standard output unless told. */
  readonly writeLine?: (line: string) => void;
}

const WRITE_EVERY_MS = 1_000;

/**
 * Metrics in CloudWatch's embedded metric format: JSON lines in the log, out of which CloudWatch takes the values.
 * They are collected in the container, so a thousand checks in a second are one line.
 *
 * What a container has collected and not written when it is frozen waits for its next request, or is lost with it: at
 * most what came in its last second. Lines are dated by when they were begun, so late ones count where they belong.
 *
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
 */
export function createMetrics({ namespace, service, clock, writeLine = toStdout }: MetricsOptions): Metrics {
  if (namespace === undefined) return NO_METRICS;
  const asked: (() => void)[] = [];
  const spreads = new Map<SpreadName, Spread>();
  let numbers: Partial<Record<CountName | LevelName, number>> = {};
  let writtenAtMs = Number.NEGATIVE_INFINITY;
  /** Wall clock of the first value since the last write. */
  let begunAtMs: number | undefined;

  const begin = (): void => {
    begunAtMs ??= clock.wallMs();
  };

  const write = (): void => {
    if (begunAtMs === undefined) return;
    for (const ask of asked) ask();
    const values: Partial<Record<MetricName, number | SpreadValue>> = numbers;
    for (const [name, spread] of spreads) {
      const taken = spread.take();
      if (taken) values[name] = taken;
    }
    writeLine(lineOf(namespace, service, begunAtMs, values));
    numbers = {};
    begunAtMs = undefined;
    writtenAtMs = clock.monotonicMs();
  };

  return {
    add(name, amount = 1) {
      begin();
      numbers[name] = (numbers[name] ?? 0) + amount;
    },
    level(name, value) {
      if (!Number.isFinite(value)) return;
      begin();
      const before = numbers[name];
      if (before === undefined || value > before) numbers[name] = value;
    },
    measure(name, value) {
      begin();
      let spread = spreads.get(name);
      if (!spread) {
        spread = createSpread();
        spreads.set(name, spread);
      }
      spread.add(value);
    },
    beforeWrite(ask) {
      asked.push(ask);
    },
    settle() {
      if (clock.monotonicMs() - writtenAtMs >= WRITE_EVERY_MS) write();
    },
    write,
  };
}

/** Where nobody collects metrics, as in the embedded default: the terminal is for whoever sits before it. */
export const NO_METRICS: Metrics = {
  add() {},
  level() {},
  measure() {},
  beforeWrite() {},
  settle() {},
  write() {},
};

function lineOf(
  namespace: string,
  service: string,
  atMs: number,
  values: Readonly<Partial<Record<MetricName, number | SpreadValue>>>,
): string {
  const names = Object.keys(values) as MetricName[];
  const directive = {
    Namespace: namespace,
    Dimensions: [[]],
    Metrics: names.map((Name) => ({ Name, Unit: METRICS[Name].unit })),
  };
  return JSON.stringify({
    _aws: { Timestamp: Math.trunc(atMs), CloudWatchMetrics: [directive] },
    service,
    ...values,
  });
}

function toStdout(line: string): void {
  process.stdout.write(`${line}\n`);
}
