/** A mistake that somebody could make in one place, and the tests that have to notice it. */
export interface Mutant {
  /** The mistake, as one would tell it to a colleague. */
  readonly name: string;
  /**
   * The promise that it breaks. `clocks`: the times that the law gives are kept. `account`: an act is accounted for
   * before it takes effect, and what was signed or written down cannot be changed unnoticed. `access`: nobody asks or
   * acts who may not, and who was let go is out within a minute.
   */
  readonly breaks: 'I1' | 'I2' | 'I3' | 'I4' | 'I5' | 'I6' | 'clocks' | 'account' | 'access';
  readonly file: string;
  /** Stands exactly once in the file. */
  readonly find: string;
  readonly replace: string;
  /** Files or folders of tests. */
  readonly tests: readonly string[];
}
