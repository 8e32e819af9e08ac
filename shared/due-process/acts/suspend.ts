import { bareBody, defineAct, nextVersion } from './act.ts';

/** Lets an order rest, for instance for a time of grace. Source: Good-faith opinion (Fa Fa [2019] 35) art. 15. */
export const suspend = defineAct({
  event: 'suspend',
  path: 'suspend',
  audited: 'order.suspend',
  body: bareBody,
  next: (sent) => ({ kind: 'next', document: nextVersion(sent, { status: 'suspended' }) }),
});
