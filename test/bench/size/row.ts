/** What was measured and what came out. */
export type Row = readonly [what: string, result: string];

export function seconds(ms: number): string {
  return `${(ms / 1_000).toFixed(2)} s`;
}

export function milliseconds(ms: number): string {
  return `${ms.toFixed(1)} ms`;
}

export function microseconds(ms: number): string {
  return `${(ms * 1_000).toFixed(3)} µs`;
}

export function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(1)} MB`;
}
