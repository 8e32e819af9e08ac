import * as z from 'zod';
import type { AttestationStatement, AttestedSubject } from '../contracts/attestation.ts';
import type { CheckAnswer, CheckRequest, SubjectResult } from '../contracts/check.ts';
import type { OperatorId } from '../contracts/ids.ts';
import type { PolicyFinding } from '../policy/types.ts';

/** `typ` of the signed statement. */
export const ATTESTATION_TYPE = 'check-attestation+json';

/**
 * What is signed about one check. It holds what the request and the answer say and nothing of how the answer came about,
 * so that an allowed subject looks the same whatever path led to it (I6).
 *
 * @param digests of the documents of each subject, by its ref
 */
export function statementOf(
  request: CheckRequest,
  operatorId: OperatorId,
  answer: CheckAnswer,
  finding: PolicyFinding,
  digests: ReadonlyMap<string, string>,
): AttestationStatement {
  return {
    checkId: answer.checkId,
    checkedAt: answer.checkedAt,
    operatorId,
    policy: answer.policy,
    checkpoint: request.checkpoint,
    sector: request.purchase.sector,
    productClass: productClassOf(finding),
    subjects: answer.results.map((result) => attestedSubject(result, digests.get(result.ref) as string)),
  };
}

function productClassOf(finding: PolicyFinding): string | null {
  return finding.kind === 'invalid' ? null : (finding.rule?.id ?? null);
}

function attestedSubject(result: SubjectResult, documents: string): AttestedSubject {
  const { ref, decision } = result;
  switch (decision) {
    case 'deny':
      return { ref, decision, decisionId: result.decisionId, documents };
    case 'undetermined':
      return { ref, decision, fallback: result.fallback, documents };
    case 'allow':
    case 'verify-identity':
      return { ref, decision, documents };
  }
}

const statementSchema: z.ZodType<AttestationStatement> = z.object({
  checkId: z.string(),
  checkedAt: z.string(),
  operatorId: z.string(),
  policy: z.string(),
  checkpoint: z.string(),
  sector: z.string(),
  productClass: z.string().nullable(),
  subjects: z.array(
    z.object({
      ref: z.string(),
      decision: z.string(),
      decisionId: z.string().exactOptional(),
      fallback: z.string().exactOptional(),
      documents: z.string(),
    }),
  ),
});

/** @returns the statement, or `undefined` if the text is none. */
export function parseAttestation(text: string): AttestationStatement | undefined {
  try {
    const parsed = statementSchema.safeParse(JSON.parse(text));
    return parsed.success ? parsed.data : undefined;
  } catch {
    return undefined;
  }
}
