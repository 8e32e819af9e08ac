/** A sealed text was changed, belongs elsewhere, or was sealed under another key. Tells no more than that. */
export class SealBroken extends Error {
  override readonly name = 'SealBroken';
}
