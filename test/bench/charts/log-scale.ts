/** Places positive values on a length by their logarithm. */
export interface LogScale {
  at(value: number): number;
  /** The powers of ten within. */
  readonly ticks: readonly number[];
}

/** A scale from the power of ten below all values to the one above. */
export function logScale(values: readonly number[], from: number, to: number): LogScale {
  const lowest = Math.floor(Math.log10(Math.min(...values)));
  const highest = Math.max(lowest + 1, Math.ceil(Math.log10(Math.max(...values))));
  return {
    at: (value) => from + ((Math.log10(value) - lowest) / (highest - lowest)) * (to - from),
    ticks: Array.from({ length: highest - lowest + 1 }, (_, step) => 10 ** (lowest + step)),
  };
}

/** `0.01`, `100`, `10k`, `1M`. */
export function tickLabel(value: number): string {
  if (value >= 1e6) return `${shortened(value / 1e6)}M`;
  if (value >= 1e4) return `${shortened(value / 1e3)}k`;
  return shortened(value);
}

function shortened(value: number): string {
  return String(Number(value.toPrecision(3)));
}
