import type { HotBundle } from './hot-bundle.ts';
import type { Measured } from './run-rounds.ts';

export interface Goal {
  readonly what: string;
  readonly wanted: string;
  readonly measured: string;
  readonly reached: boolean;
}

/** What the benchmark is to show. Ratios, since times depend on the machine; except where a budget is a budget. */
export function judgeGoals(rows: readonly Measured[], bundle: HotBundle | undefined): readonly Goal[] {
  const p50 = new Map(rows.map(({ name, p50Us }) => [name, p50Us]));
  const ratio = (above: string, below: string) =>
    (p50.get(above) ?? Number.NaN) / (p50.get(below) ?? Number.NaN);
  const perSubjectUs = (p50.get('handler.not-listed-100') ?? Number.NaN) / 100;
  const goals = [
    atMost('engine.not-listed ÷ floor.hmac', ratio('engine.not-listed', 'floor.hmac'), 3, '×'),
    atMost('handler.not-listed ÷ floor.hono-echo', ratio('handler.not-listed', 'floor.hono-echo'), 1.6, '×'),
    atLeast(
      'peer.dynamodb-get ÷ handler.not-listed',
      ratio('peer.dynamodb-get', 'handler.not-listed'),
      15,
      '×',
    ),
    atMost('handler.not-listed-100, for each subject', perSubjectUs, 6, 'µs'),
  ];
  if (bundle) {
    goals.push(
      atMost('hot bundle, minified', bundle.bytes / 1_000, 800, 'kB'),
      atMost('import of the hot bundle', bundle.importMs, 100, 'ms'),
    );
  }
  // A row that was not asked for has no ratio.
  return goals.filter(({ measured }) => !measured.startsWith('NaN'));
}

function atMost(what: string, value: number, limit: number, unit: string): Goal {
  return goal(what, value, `≤ ${limit} ${unit}`, unit, value <= limit);
}

function atLeast(what: string, value: number, limit: number, unit: string): Goal {
  return goal(what, value, `≥ ${limit} ${unit}`, unit, value >= limit);
}

function goal(what: string, value: number, wanted: string, unit: string, reached: boolean): Goal {
  return { what, wanted, measured: `${value.toFixed(value < 100 ? 2 : 1)} ${unit}`, reached };
}
