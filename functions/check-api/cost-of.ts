const MOST_SUBJECTS = 100;

/**
 * What a check costs its client: as much as it has subjects, and one in any case. Judged before the body is, so that
 * requests which are not well formed are limited too.
 */
export function costOf(body: unknown): number {
  const subjects = (body as { readonly subjects?: unknown } | null)?.subjects;
  return Array.isArray(subjects) ? Math.max(1, Math.min(subjects.length, MOST_SUBJECTS)) : 1;
}
