/**
 * The value below which a share of the values lies (nearest rank).
 *
 * @param sorted ascending, at least one
 */
export function quantileOf(sorted: Float64Array, share: number): number {
  if (sorted.length === 0) throw new RangeError('nothing was measured');
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] as number;
}
