import type { SubjectKey } from '../../../shared/identity/subject-key.ts';

/** One way to ask whether a key is listed. */
export interface Peer {
  readonly name: string;
  /** It is in this process, so that two calls are never under way together. */
  readonly answersAtOnce?: true;
  isListed(key: SubjectKey): boolean | Promise<boolean>;
  /** Memory or disk that the list takes there, for each key; `undefined` where that is not comparable. */
  readonly bytesPerKey: number | undefined;
}

/** An engine that was started with the list in it, or why it was not. */
export type PeerGroup =
  | { readonly kind: 'started'; readonly peers: readonly Peer[]; stop(): Promise<void> }
  | { readonly kind: 'absent'; readonly why: string };
