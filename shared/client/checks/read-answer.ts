import { isBilingual, isCount, isListOf, isObject, isText, type JsonObject, textIf } from '../guards.ts';
import { FALLBACK_NOTICES, fallbackOf, type StricterFallbacks } from './fallbacks.ts';
import type {
  Attestation,
  CheckRequestMade,
  SubjectResult,
  Undetermined,
  UndeterminedCause,
} from './result.ts';
import type { Fallback, Sector } from './sectors.ts';

export interface ReadAnswer {
  /** `undefined` if the answer does not say which check it is of. */
  readonly request: CheckRequestMade | undefined;
  readonly results: readonly SubjectResult[];
}

/** What was asked, as far as the answer is read by it. */
export interface Asked {
  readonly sector: Sector;
  readonly refs: readonly string[];
  readonly stricter: StricterFallbacks;
}

/**
 * Reads the answer to a check. Whoever is not plainly allowed, in an answer that plainly is one to this request, is not
 * allowed; where the service did answer but cannot be understood, the fallback is `hold`, since it may have denied.
 *
 * @returns `undefined` if there are no results at all: then it was not the service that answered.
 */
export function readCheckAnswer(json: unknown, asked: Asked): ReadAnswer | undefined {
  if (!isObject(json) || !Array.isArray(json.results)) return undefined;
  const entries: readonly unknown[] = json.results;
  const request = readRequest(json, asked.refs);
  const isToThisRequest =
    request !== undefined &&
    entries.length === asked.refs.length &&
    entries.every((entry) => isObject(entry) && asked.refs.includes(entry.ref as string));
  const results = asked.refs.map((ref) => {
    const own = entries.filter((entry): entry is JsonObject => isObject(entry) && entry.ref === ref);
    const result =
      own.length === 1 ? readResult(own[0] as JsonObject, ref, request?.checkId, asked) : undefined;
    if (!result || (result.decision === 'allow' && !isToThisRequest)) {
      return undetermined(ref, 'hold', 'malformed-answer', request?.checkId);
    }
    return result;
  });
  return { request, results };
}

export function undetermined(
  ref: string,
  fallback: Fallback,
  cause: UndeterminedCause,
  checkId?: string,
): Undetermined {
  const customerNotice = FALLBACK_NOTICES[fallback];
  return { ref, decision: 'undetermined', checkId, fallback, cause, customerNotice };
}

function readRequest(json: JsonObject, refs: readonly string[]): CheckRequestMade | undefined {
  const { checkId, checkedAt, policy, asOf } = json;
  if (!isText(checkId) || !isText(checkedAt) || !isText(policy)) return undefined;
  if (!isObject(asOf) || !isCount(asOf.seq) || !isCount(asOf.ageMs)) return undefined;
  const attestation = readAttestation(json.attestation);
  return {
    checkId,
    checkedAt,
    policy,
    asOf: { seq: asOf.seq, ageMs: asOf.ageMs },
    refs,
    ...(attestation ? { attestation } : {}),
  };
}

function readAttestation(value: unknown): Attestation | undefined {
  if (!isObject(value)) return undefined;
  const { status, statement, salts, detail } = value;
  if (status === 'unavailable') return { status, detail: isText(detail) ? detail : '' };
  const isSalt = (one: unknown): one is { readonly ref: string; readonly salt: string } =>
    isObject(one) && isText(one.ref) && isText(one.salt);
  if (status === 'signed' && isText(statement) && isListOf(salts, isSalt))
    return { status, statement, salts };
  return undefined;
}

function readResult(
  entry: JsonObject,
  ref: string,
  checkId: string | undefined,
  { sector, stricter }: Asked,
): SubjectResult | undefined {
  const { decision, customerNotice } = entry;
  switch (decision) {
    case 'allow':
      return checkId === undefined ? undefined : { ref, decision, checkId };
    case 'deny':
      return readDenial(entry, ref, checkId);
    case 'verify-identity':
      return isBilingual(customerNotice) ? { ref, decision, checkId, customerNotice } : undefined;
    case 'undetermined': {
      const { fallback } = entry;
      if (fallback !== 'hold' && fallback !== 'proceed-and-recheck') return undefined;
      if (fallback === 'proceed-and-recheck' && stricter[sector] === 'hold') {
        return undetermined(ref, 'hold', 'register', checkId);
      }
      const notice = isBilingual(customerNotice) ? customerNotice : FALLBACK_NOTICES[fallback];
      return { ref, decision, checkId, fallback, cause: 'register', customerNotice: notice };
    }
    default:
      return undefined;
  }
}

function readDenial(entry: JsonObject, ref: string, checkId: string | undefined): SubjectResult | undefined {
  const { decisionId, rule, permittedAlternatives, customerNotice, redress } = entry;
  if (!isText(decisionId) || !isBilingual(customerNotice)) return undefined;
  if (!isObject(rule) || !isText(rule.id) || !isListOf(rule.items, isText)) return undefined;
  if (!isListOf(permittedAlternatives, isAlternative)) return undefined;
  if (!isObject(redress) || !isText(redress.reference) || !isText(redress.url)) return undefined;
  return {
    ref,
    decision: 'deny',
    checkId,
    decisionId,
    rule: { id: rule.id, items: rule.items, source: textIf(rule, 'source').source ?? '' },
    permittedAlternatives,
    customerNotice,
    redress: { reference: redress.reference, url: redress.url },
  };
}

function isAlternative(value: unknown): value is {
  readonly sector: string;
  readonly description: { readonly en: string; readonly 'zh-CN': string };
} {
  return isObject(value) && isText(value.sector) && isBilingual(value.description);
}

/** Everybody of a request that could not be answered. */
export function undeterminedAll(
  { sector, refs, stricter }: Asked,
  cause: UndeterminedCause,
): readonly Undetermined[] {
  const fallback = fallbackOf(sector, stricter);
  return refs.map((ref) => undetermined(ref, fallback, cause));
}
