import { identifySubjects } from '../check/identify-subjects.ts';
import { untilDeadline } from '../concurrency/until-deadline.ts';
import type { CheckAttestation } from '../contracts/attestation.ts';
import type { CheckAnswer, CheckRequest } from '../contracts/check.ts';
import type { Clock } from '../contracts/clock.ts';
import type { OperatorId } from '../contracts/ids.ts';
import type { FieldProblem } from '../contracts/problem.ts';
import type { StatementSigner } from '../contracts/signed-statement.ts';
import { parseInstant } from '../contracts/time.ts';
import { judgePurchase } from '../policy/judge-purchase.ts';
import { packInForce } from '../policy/packs.ts';
import { documentDigest } from './document-digest.ts';
import { ATTESTATION_TYPE, statementOf } from './statement.ts';

export interface AttesterDependencies {
  readonly clock: Clock;
  readonly signer: Pick<StatementSigner, 'sign'>;
  /** At least 16 random bytes that nothing else has. */
  readonly newSalt: () => Uint8Array;
  /** Starts the time for signing, when the check has taken `spentMs` already. */
  readonly startDeadline: (spentMs: number) => AbortSignal;
  /** Told of each fault that left a check without the statement it asked for. */
  readonly onUnavailable: (fault: unknown) => void;
}

export type Attested =
  | { readonly kind: 'attested'; readonly attestation: CheckAttestation }
  /** Pointers are relative to the request body. */
  | { readonly kind: 'invalid'; readonly problems: readonly FieldProblem[] };

export interface Attester {
  /**
   * Signs what was asked and answered. The decision comes first: where the statement cannot be signed in time the answer
   * says so instead of failing, and the same check sent again gives the same decision with a statement.
   *
   * A purchase that nobody is restricted in is decided without a look at documents; a statement is about documents, so
   * they are read here, and bad ones are refused as they are with any other purchase.
   *
   * @param arrivedAtMs when the request came, by the monotonic clock
   */
  attest(
    request: CheckRequest,
    operatorId: OperatorId,
    answer: CheckAnswer,
    arrivedAtMs: number,
  ): Promise<Attested>;
}

const UNAVAILABLE: CheckAttestation = {
  status: 'unavailable',
  detail:
    'No statement could be signed. The decisions hold; send the same check again if you need a statement.',
};

export function createAttester(deps: AttesterDependencies): Attester {
  return {
    async attest(request, operatorId, answer, arrivedAtMs) {
      const atMs = parseInstant(answer.checkedAt) as number;
      const identification = identifySubjects(request.subjects, request.purchase.sector, atMs);
      if (identification.kind === 'invalid') return identification;

      const digests = new Map<string, string>();
      const salts = identification.subjects.map(({ ref, documents }) => {
        const salt = deps.newSalt();
        digests.set(ref, documentDigest(documents, salt));
        return { ref, salt: Buffer.from(salt).toString('base64url') };
      });
      const finding = judgePurchase(packInForce(atMs), request.purchase);
      const statement = statementOf(request, operatorId, answer, finding, digests);
      const signed = await signInTime(deps, statement, arrivedAtMs);
      const attestation: CheckAttestation =
        signed === undefined ? UNAVAILABLE : { status: 'signed', statement: signed, salts };
      return { kind: 'attested', attestation };
    },
  };
}

async function signInTime(
  { clock, signer, startDeadline, onUnavailable }: AttesterDependencies,
  statement: object,
  arrivedAtMs: number,
): Promise<string | undefined> {
  const deadline = startDeadline(Math.max(0, clock.monotonicMs() - arrivedAtMs));
  try {
    return await untilDeadline(signer.sign(ATTESTATION_TYPE, statement), deadline);
  } catch (error) {
    onUnavailable(error);
    return undefined;
  }
}
