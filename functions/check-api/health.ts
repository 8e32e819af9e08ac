import type { FollowerStatus } from '../../shared/filter/filter-view.ts';

/** `GET /health`: whether this container may say "not listed" from memory, and how fresh that knowledge is. */
export interface Health {
  /** `degraded`: every check reads the register, which is slower and as right. */
  readonly status: 'ok' | 'degraded';
  readonly follower: {
    readonly seq: number;
    readonly ageMs: number | null;
    readonly keys: number;
    readonly snapshotSeq: number;
    /** Why the filter may not say no. */
    readonly unusable?: string;
    /** Why the newest snapshot was refused, while an older one is in use. */
    readonly refused?: { readonly reason: string; readonly detail: string };
  };
}

export function healthOf(status: FollowerStatus | undefined): Health {
  if (!status) {
    return {
      status: 'degraded',
      follower: { seq: 0, ageMs: null, keys: 0, snapshotSeq: 0, unusable: 'cold' },
    };
  }
  return {
    status: status.usable && !status.problem ? 'ok' : 'degraded',
    follower: {
      seq: status.sequence,
      ageMs: status.ageMs === null ? null : Math.round(status.ageMs),
      keys: status.keys,
      snapshotSeq: status.snapshotSequence,
      ...(status.unusableReason ? { unusable: status.unusableReason } : {}),
      ...(status.problem
        ? { refused: { reason: status.problem.reason, detail: status.problem.detail } }
        : {}),
    },
  };
}
