import type { SubjectDocument } from '../checks/subject.ts';
import type { EndReason, GrantTerms } from './order-document.ts';

interface AnyAct {
  /** Who acts, as the court's own systems know them; never a name. */
  readonly staff?: string;
}

type ReleaseReason = Exclude<EndReason, 'entered-in-error' | 'role-ended'>;

/** What a court does to an order, each leading to its next version. */
export type CourtAct = AnyAct &
  (
    | { readonly act: 'release'; readonly endReason: ReleaseReason }
    | { readonly act: 'cancel'; readonly endReason?: Exclude<ReleaseReason, 'expired'> | 'entered-in-error' }
    | { readonly act: 'suspend' | 'resume' | 'role-ended' }
    | ({ readonly act: 'grant'; readonly grantId?: string } & GrantTerms)
    | { readonly act: 'revoke-grant'; readonly grantId: string }
    | { readonly act: 'add-documents' | 'clear-documents'; readonly documents: readonly SubjectDocument[] }
  );

/** Where an act is sent, with a placeholder in what logs may hold, and its body. */
export function requestOf(act: CourtAct): {
  readonly path: string;
  readonly route: string;
  readonly body: object;
} {
  switch (act.act) {
    case 'revoke-grant': {
      const { act: _act, grantId, ...body } = act;
      return { path: `grants/${encodeURIComponent(grantId)}/revoke`, route: 'grants/{grantId}/revoke', body };
    }
    default: {
      const { act: name, ...body } = act;
      return { path: PATHS[name], route: PATHS[name], body };
    }
  }
}

const PATHS: { readonly [Act in Exclude<CourtAct['act'], 'revoke-grant'>]: string } = {
  release: 'release',
  cancel: 'cancel',
  suspend: 'suspend',
  resume: 'resume',
  'role-ended': 'role-ended',
  grant: 'grants',
  'add-documents': 'documents',
  'clear-documents': 'documents/clear',
};
