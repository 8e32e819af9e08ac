import * as z from 'zod';
import type { CheckAttestation } from './attestation.ts';
import type { Bilingual } from './bilingual.ts';
import { documentField } from './document.ts';
import type { CheckId, DecisionId, RedressReference } from './ids.ts';
import type { RestrictedItem } from './items.ts';
import { purchaseField } from './purchases.ts';
import { CHECKPOINTS, type Sector } from './sectors.ts';
import { textField } from './text.ts';

export const MAX_SUBJECTS = 100;
export const MAX_DOCUMENTS_PER_SUBJECT = 10;

/**
 * The caller's own mark for a subject, which comes back with the result. What has the form of a resident ID is refused,
 * because an answer never repeats a document number (I6).
 */
export const refField = z
  .string('must be a text')
  .regex(
    /^(?!\d{15}$|\d{17}[\dXx]$)[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/,
    'must be a mark of your own of 1 to 64 letters, digits, dots, dashes or underscores, and not a document number',
  );

const subjectField = z.strictObject({
  ref: refField,
  name: textField(200).optional(),
  documents: z
    .array(documentField, 'must be a list of documents')
    .min(1, 'must name at least one document')
    .max(MAX_DOCUMENTS_PER_SUBJECT, `must name at most ${MAX_DOCUMENTS_PER_SUBJECT} documents`),
});

/** `POST /v1/checks`: may this purchase go ahead for these subjects? */
export const checkRequestSchema = z.strictObject({
  checkpoint: z.enum(CHECKPOINTS, `must be one of ${CHECKPOINTS.join(', ')}`).default('sale'),
  purchase: purchaseField,
  subjects: z
    .array(subjectField, 'must be a list of subjects')
    .min(1, 'must name at least one subject')
    .max(MAX_SUBJECTS, `must name at most ${MAX_SUBJECTS} subjects: split the request`),
  /** Asks for a signed statement that the check was made. */
  attest: z.boolean('must be true or false').optional(),
});

export type CheckRequest = z.output<typeof checkRequestSchema>;
export type CheckSubject = CheckRequest['subjects'][number];

/** What the operator does while the truth cannot be had. */
export type Fallback = 'proceed-and-recheck' | 'hold';

/** An allowed result carries nothing more, whatever path led to it. */
export interface AllowResult {
  readonly ref: string;
  readonly decision: 'allow';
}

export interface DenyResult {
  readonly ref: string;
  readonly decision: 'deny';
  readonly decisionId: DecisionId;
  readonly rule: { readonly id: string; readonly items: readonly RestrictedItem[]; readonly source: string };
  readonly permittedAlternatives: readonly { readonly sector: Sector; readonly description: Bilingual }[];
  /** Neutral words for the person at the counter: they name neither court nor list. */
  readonly customerNotice: Bilingual;
  readonly redress: { readonly reference: RedressReference; readonly url: string };
}

export interface VerifyIdentityResult {
  readonly ref: string;
  readonly decision: 'verify-identity';
  readonly customerNotice: Bilingual;
}

export interface UndeterminedResult {
  readonly ref: string;
  readonly decision: 'undetermined';
  readonly fallback: Fallback;
  readonly customerNotice: Bilingual;
}

export type SubjectResult = AllowResult | DenyResult | VerifyIdentityResult | UndeterminedResult;

export interface CheckAnswer {
  readonly checkId: CheckId;
  readonly checkedAt: string;
  /** Label of the policy pack that judged the purchase. */
  readonly policy: string;
  /** Position and age of the list that said "not listed". Depends on the container alone, never on a subject. */
  readonly asOf: { readonly seq: number; readonly ageMs: number };
  readonly results: readonly SubjectResult[];
  /** Only for a check that asked for it. */
  readonly attestation?: CheckAttestation;
}
