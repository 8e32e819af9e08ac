import { formatInstant, parseInstant } from '../../contracts/time.ts';
import { bareBody, defineAct, nextVersion } from './act.ts';

/**
 * Takes a permission back. One whose window has begun ends now and stays in the document: what was sold under it stays
 * explained. One whose window is yet to begin is taken out, as a window cannot end before it begins; that it was given
 * and revoked is in the chain of accounts.
 */
export const revokeGrant = defineAct({
  event: 'revoke-grant',
  path: 'grants/:about/revoke',
  audited: 'order.grant-revoke',
  body: bareBody,
  next(sent, { about, nowMs }) {
    const { grants = [] } = sent;
    const grant = grants.find(({ grantId }) => grantId === about);
    if (!grant) return { kind: 'not-found', detail: 'Check the grant id: the order holds no such grant.' };
    if ((parseInstant(grant.to) as number) <= nowMs) {
      return { kind: 'refused', detail: 'The window of the grant is over: there is nothing to revoke.' };
    }
    const hasBegun = (parseInstant(grant.from) as number) < nowMs;
    const ended = { ...grant, to: formatInstant(nowMs) };
    const left = grants.flatMap((one) => (one !== grant ? [one] : hasBegun ? [ended] : []));
    return { kind: 'next', document: nextVersion(sent, { grants: left }) };
  },
});
