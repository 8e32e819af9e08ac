import type * as z from 'zod';
import { DOCUMENT_ACTS } from '../../../../shared/due-process/acts/document-acts.ts';
import { removalGroundBody } from '../../../../shared/due-process/acts/state-removal-ground.ts';
import { withdrawRemovalGroundBody } from '../../../../shared/due-process/acts/withdraw-removal-ground.ts';
import type { OrderAct } from '../../../../shared/due-process/life.ts';
import { named } from '../registry.ts';

/** Bodies that several acts share are one component. */
const NAMES: Readonly<Partial<Record<OrderAct, readonly [name: string, description: string]>>> = {
  release: ['Release', 'Why the subject is let go.'],
  suspend: ['Act', 'An act that needs nothing but itself.'],
  cancel: [
    'Cancellation',
    'Why the order should not have been made; `entered-in-error` unless it says otherwise.',
  ],
  grant: [
    'GrantToGive',
    'A permission to add to the order. Without a `grantId` it gets one that is made from its terms.',
  ],
  'add-documents': ['Documents', 'Documents of the subject.'],
};

const byPath = new Map<string, z.ZodType>();
for (const { event, path, body } of DOCUMENT_ACTS) {
  const naming = NAMES[event];
  if (naming) named(naming[0], body, naming[1]);
  byPath.set(path, body);
}

/**
 * The body of an act, by the end of its path.
 *
 * @throws TypeError if no act has this path.
 */
export function bodyOfAct(path: string): z.ZodType {
  const body = byPath.get(path);
  if (!body) throw new TypeError(`no act is done at ${path}`);
  return body;
}

export const removalGround = named(
  'RemovalGround',
  removalGroundBody,
  'A ground for letting go, and when it arose: the clock of the removal runs from then.',
);

export const groundToWithdraw = named(
  'GroundToWithdraw',
  withdrawRemovalGroundBody,
  'A ground for letting go that was stated by mistake.',
);
