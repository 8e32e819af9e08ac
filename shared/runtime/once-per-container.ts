/**
 * Makes something once per container, when it is first needed. After that it is given without a promise, so that the
 * path that needs it each time does not wait for a turn of the event loop. A failure is not kept: the next use tries
 * again.
 */
export function oncePerContainer<T extends object>(make: () => Promise<T>): () => T | Promise<T> {
  let made: T | undefined;
  let making: Promise<T> | undefined;
  return () => {
    if (made !== undefined) return made;
    making ??= make().then(
      (value) => {
        made = value;
        return value;
      },
      (error) => {
        making = undefined;
        throw error;
      },
    );
    return making;
  };
}
