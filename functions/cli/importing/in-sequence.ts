/**
 * Works on items as they come, at most `limit` at a time, and finishes each in their sequence: what is finished has no gap
 * before it, so that one number says how far the whole has come.
 *
 * Once `stop` is aborted, nothing more begins and what is under way is finished. After a failure, of the items or of the
 * work, what lies before it is still finished; then it is thrown.
 *
 * @returns whether all items were dealt with
 */
export async function inSequence<T, R>(
  items: AsyncIterator<T>,
  { limit, stop }: { limit: number; stop: AbortSignal },
  work: (item: T) => Promise<R>,
  finish: (item: T, result: R) => Promise<void>,
): Promise<boolean> {
  const underWay: { readonly item: T; readonly result: Promise<R> }[] = [];
  let failure: { readonly error: unknown } | undefined;
  let lastItem: 'to-come' | 'seen' | { readonly error: unknown } = 'to-come';

  while (!stop.aborted && !failure && lastItem === 'to-come') {
    try {
      const next = await items.next();
      if (stop.aborted) break;
      if (next.done) lastItem = 'seen';
      else begin(next.value);
    } catch (error) {
      lastItem = { error };
    }
    if (underWay.length >= limit) await finishFirst();
  }
  while (underWay.length > 0) await finishFirst();
  if (stop.aborted) return lastItem === 'seen' && !failure;
  if (failure) throw failure.error;
  if (typeof lastItem === 'object') throw lastItem.error;
  return true;

  function begin(item: T): void {
    const result = work(item);
    // It is awaited when its turn comes; until then its failure is not unhandled.
    result.catch(() => {});
    underWay.push({ item, result });
  }

  async function finishFirst(): Promise<void> {
    const first = underWay.shift();
    if (!first) return;
    try {
      const result = await first.result;
      if (!failure) await finish(first.item, result);
    } catch (error) {
      failure ??= { error };
    }
  }
}
