import type { DocumentAct } from './act.ts';
import { addDocuments } from './add-documents.ts';
import { cancel } from './cancel.ts';
import { clearDocuments } from './clear-documents.ts';
import { endRole } from './end-role.ts';
import { grant } from './grant.ts';
import { release } from './release.ts';
import { resume } from './resume.ts';
import { revokeGrant } from './revoke-grant.ts';
import { suspend } from './suspend.ts';

/** Every act that leads to the next version of an order's document. */
export const DOCUMENT_ACTS: readonly DocumentAct[] = [
  release,
  suspend,
  resume,
  cancel,
  grant,
  revokeGrant,
  addDocuments,
  clearDocuments,
  endRole,
];
