import {
  Conflict,
  type ConsumptionCheckError,
  type ErrorFacts,
  Forbidden,
  InvalidRequest,
  MalformedAnswer,
  NotFound,
  type Problem,
  RateLimited,
  Unauthorized,
  Unavailable,
} from '../errors.ts';
import { isListOf, isObject, isText, type JsonObject } from '../guards.ts';
import { type Exchange, jsonOf } from './exchange.ts';

const MAX_DETAIL = 500;
const CONTRADICTS = 'The request contradicts what is recorded';
const UNDER_WAY = 'The same, or another one that stands in its way, is being worked on';

/** @param clean takes identities out of a text that came from outside */
export function errorOf(
  answer: Exchange,
  facts: ErrorFacts,
  clean: (text: string) => string,
): ConsumptionCheckError {
  const json = jsonOf(answer);
  const problem: JsonObject = isObject(json) ? json : {};
  const detail = isText(problem.detail) ? ` ${clean(problem.detail).slice(0, MAX_DETAIL)}` : '';
  const say = (what: string) => `${what} (${answer.status}).${detail}`;
  const { status } = answer;
  if (status >= 500 || status === 408)
    return new Unavailable(say('The service cannot answer at the moment'), facts);
  switch (status) {
    case 401:
      return new Unauthorized(say('The access token is not accepted'), facts);
    case 403:
      return new Forbidden(say('This client may not do this'), facts);
    case 404:
      return new NotFound(say('There is nothing under this id'), facts);
    case 409:
      return new Conflict(say(facts.retryAfterMs === undefined ? CONTRADICTS : UNDER_WAY), facts, {
        ...(isText(problem.state) ? { state: problem.state } : {}),
        possibleActs: isListOf(problem.possibleActs, isText) ? problem.possibleActs : [],
        problems: problemsOf(problem, clean),
      });
    case 429:
      return new RateLimited(say('Too many requests'), facts);
    default:
      return status >= 400
        ? new InvalidRequest(say('The request is not accepted'), problemsOf(problem, clean), facts)
        : new MalformedAnswer(`Something else than the service answered (${status}).`, facts);
  }
}

function problemsOf({ errors }: JsonObject, clean: (text: string) => string): readonly Problem[] {
  if (!Array.isArray(errors)) return [];
  return errors.flatMap((error) =>
    isObject(error) && typeof error.pointer === 'string' && isText(error.detail)
      ? [{ pointer: clean(error.pointer), detail: clean(error.detail).slice(0, MAX_DETAIL) }]
      : [],
  );
}
