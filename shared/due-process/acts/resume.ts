import { bareBody, defineAct, nextVersion } from './act.ts';

/** Puts a suspended order in force again; the gates of imposing ask what they ask of every active order. */
export const resume = defineAct({
  event: 'resume',
  path: 'resume',
  audited: 'order.resume',
  body: bareBody,
  next: (sent) => ({ kind: 'next', document: nextVersion(sent, { status: 'active' }) }),
});
