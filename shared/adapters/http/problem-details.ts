import type { HttpProblem } from './http-problem.ts';
import { PROBLEM_TYPES } from './problem-types.ts';

export const PROBLEM_MEDIA_TYPE = 'application/problem+json';

/**
 * The answer for a problem: `application/problem+json` (RFC 9457) with `type`, `title`, `status`, `detail`,
 * `instance` (the request's id as a URN), for bad input `errors`, and the problem's own members.
 */
export function problemResponse(problem: HttpProblem, requestId: string): Response {
  const { status, title } = PROBLEM_TYPES[problem.type];
  const body = {
    ...problem.members,
    type: `/problems/${problem.type}`,
    title,
    status,
    detail: problem.message,
    instance: `urn:request:${requestId}`,
    ...(problem.errors ? { errors: problem.errors } : {}),
  };
  return new Response(JSON.stringify(body), {
    status,
    headers: { ...problem.headers, 'content-type': PROBLEM_MEDIA_TYPE },
  });
}
