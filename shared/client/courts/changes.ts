import type { Problem } from '../errors.ts';
import { isListOf, isObject, isText, textIf } from '../guards.ts';

export type ListChangeResult =
  | { readonly status: 'accepted'; readonly changeId: string }
  /** `changeId` is null when what was sent as one is no UUID. */
  | { readonly status: 'rejected'; readonly changeId: string | null; readonly problems: readonly Problem[] };

/** What became of a change. */
export interface ChangeStatus {
  readonly changeId: string;
  readonly orderId: string;
  readonly version: number;
  /** `queued`, `applied`, `superseded` or `rejected`; a newer service may add others. */
  readonly status: string;
  readonly appliedAt?: string;
  /** Checks that start after it see the change. */
  readonly effectiveAt?: string;
  readonly problems?: readonly Problem[];
}

export function readListChangeResults(json: unknown): readonly ListChangeResult[] | undefined {
  if (!isObject(json) || !Array.isArray(json.results)) return undefined;
  const results = json.results.map(readResult);
  return results.every((result) => result !== undefined) ? results : undefined;
}

function readResult(json: unknown): ListChangeResult | undefined {
  if (!isObject(json)) return undefined;
  const { status, changeId, problems } = json;
  if (status === 'accepted' && isText(changeId)) return { status, changeId };
  if (status !== 'rejected' || !(changeId === null || isText(changeId))) return undefined;
  return isListOf(problems, isProblem) ? { status, changeId, problems } : undefined;
}

export function readChangeStatus(json: unknown): ChangeStatus | undefined {
  if (!isObject(json)) return undefined;
  const { changeId, orderId, version, status, problems } = json;
  if (!isText(changeId) || !isText(orderId) || typeof version !== 'number' || !isText(status))
    return undefined;
  return {
    changeId,
    orderId,
    version,
    status,
    ...textIf(json, 'appliedAt'),
    ...textIf(json, 'effectiveAt'),
    ...(isListOf(problems, isProblem) ? { problems } : {}),
  };
}

function isProblem(value: unknown): value is Problem {
  return isObject(value) && typeof value.pointer === 'string' && isText(value.detail);
}
