import type { Fetch } from '../../../../shared/client/index.ts';

export interface CuttableLine {
  readonly fetch: Fetch;
  cut(): void;
  mend(): void;
}

/** A line to the service that can be cut, as when the router of a hotel is off. */
export function createCuttableLine(): CuttableLine {
  let isCut = false;
  return {
    fetch: (url, init) => (isCut ? Promise.reject(new TypeError('fetch failed')) : fetch(url, init)),
    cut() {
      isCut = true;
    },
    mend() {
      isCut = false;
    },
  };
}
