import { bareBody, defineAct, nextVersion } from './act.ts';

/**
 * Ends the order of an officer who has really left: roles are stated by the order and end with it.
 * Source: Good-faith opinion (Fa Fa [2019] 35) art. 17(2).
 */
export const endRole = defineAct({
  event: 'end-role',
  path: 'role-ended',
  audited: 'order.role-end',
  body: bareBody,
  next(sent) {
    if (sent.subject.role === 'debtor') {
      return {
        kind: 'refused',
        detail: 'The order names the debtor itself, who has no office to leave: release the order instead.',
      };
    }
    return {
      kind: 'next',
      document: nextVersion(sent, { status: 'released', endReason: 'role-ended' }),
    };
  },
});
