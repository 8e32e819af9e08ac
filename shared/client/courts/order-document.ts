import type { SubjectDocument } from '../checks/subject.ts';

export type RestrictedItem =
  | 'air'
  | 'rail-soft-sleeper'
  | 'rail-emu'
  | 'hotel'
  | 'venue'
  | 'travel'
  | 'school'
  | 'insurance'
  | 'property'
  | 'vehicle';

export interface GrantTerms {
  readonly kind: 'temporary' | 'necessity' | 'personal-property' | 'single';
  readonly items: readonly RestrictedItem[];
  /** RFC 3339 with offset, like all times here. */
  readonly from: string;
  readonly to: string;
  /** `null` for any number. */
  readonly uses: number | null;
  readonly approvedBy: 'president' | 'court';
}

export type EndReason =
  | 'performed'
  | 'settled'
  | 'guarantee'
  | 'creditor-consent'
  | 'concluded'
  | 'entered-in-error'
  | 'expired'
  | 'role-ended';

/** A restriction order, whole, at its version. */
export interface OrderDocument {
  readonly orderId: string;
  readonly version: number;
  readonly status: 'active' | 'suspended' | 'released' | 'cancelled';
  /** When released or cancelled, and only then. */
  readonly endReason?: EndReason;
  readonly court: { readonly code: string; readonly name: string; readonly phone: string };
  readonly caseNumber: string;
  readonly basis: 'listed-defaulter' | 'enforcement-notice';
  readonly subject: {
    readonly kind: 'person' | 'organization';
    readonly name: string;
    readonly role:
      | 'debtor'
      | 'legal-representative'
      | 'principal-responsible'
      | 'actual-controller'
      | 'directly-responsible';
    /** Unified social credit code of the organization beside which an officer is named. */
    readonly of?: string;
    readonly documents: readonly SubjectDocument[];
    readonly clearedDocuments?: readonly SubjectDocument[];
  };
  readonly items: readonly RestrictedItem[];
  readonly period: { readonly from: string; readonly to: string | null };
  readonly warnedAt?: string;
  readonly signedBy?: string;
  readonly servedAt?: string;
  readonly disclosure: 'public' | 'withheld';
  readonly continues?: { readonly orderId: string; readonly ground: string };
  readonly grants?: readonly (GrantTerms & { readonly grantId: string })[];
}

export interface ListChange {
  /** A UUID of your own; the same change keeps it however often it is sent. */
  readonly changeId: string;
  readonly order: OrderDocument;
}
