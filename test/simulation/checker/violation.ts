/** A promise that a recorded history does not keep. */
export interface Violation {
  readonly invariant: 'I1' | 'I2' | 'I3' | 'I4' | 'I5';
  readonly what: string;
  /** True time, where there is one. */
  readonly atMs?: number;
}
