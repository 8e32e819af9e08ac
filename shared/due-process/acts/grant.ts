import { createHash } from 'node:crypto';
import * as z from 'zod';
import { grantField } from '../../contracts/list-change.ts';
import type { FieldProblem } from '../../contracts/problem.ts';
import { parseInstant } from '../../contracts/time.ts';
import { canonicalJson } from '../../orders/content-digest.ts';
import { defineAct, nextVersion, type SentDocument, staffField } from './act.ts';

type SentGrant = NonNullable<SentDocument['grants']>[number];

const grantBody = z.strictObject({
  ...grantField.shape,
  grantId: grantField.shape.grantId.optional(),
  staff: staffField,
});

/** Permits consumption within an order. Its kinds and their limits are those of the gates of grants. */
export const grant = defineAct({
  event: 'grant',
  path: 'grants',
  audited: 'order.grant',
  body: grantBody,
  next(sent, { body: { staff: _staff, grantId, ...terms }, nowMs }) {
    const { grants = [] } = sent;
    const problems = [...checkUse(terms, sent, nowMs)];
    if (problems.length > 0) return { kind: 'invalid', problems };

    const given = { grantId: grantId ?? deriveGrantId(sent.orderId, terms, grants), ...terms };
    if (grants.some((one) => canonicalJson(one) === canonicalJson(given))) {
      return {
        kind: 'refused',
        detail: 'The order holds this grant already: give another grantId for a second one.',
      };
    }
    return {
      kind: 'next',
      document: nextVersion(sent, { grants: [...grants, given] }),
      about: given.grantId,
      origins: [{ document: `/grants/${grants.length}`, body: '' }],
    };
  },
});

/** A grant that can lift nothing any more, or something that is not restricted, is a slip of the pen. */
function* checkUse(
  { items, to }: Pick<SentGrant, 'items' | 'to'>,
  sent: SentDocument,
  nowMs: number,
): Generator<FieldProblem> {
  if ((parseInstant(to) as number) <= nowMs) {
    yield { pointer: '/to', detail: 'must be in the future: the window of the grant is over' };
  }
  for (const [index, item] of items.entries()) {
    if (!sent.items.includes(item)) {
      yield { pointer: `/items/${index}`, detail: `must be an item of the order: ${sent.items.join(', ')}` };
    }
  }
}

/**
 * The same grant has the same id, so that it is not given twice when it is sent twice. One that was revoked in the
 * meantime can be given again, under the next id.
 */
function deriveGrantId(
  orderId: string,
  terms: Omit<SentGrant, 'grantId'>,
  grants: readonly SentGrant[],
): string {
  const digest = createHash('sha256')
    .update(`grant|${orderId}|${canonicalJson(terms)}`)
    .digest('hex');
  const base = `grant-${digest.slice(0, 16)}`;
  for (let again = 1; ; again++) {
    const grantId = again === 1 ? base : `${base}-${again}`;
    const holder = grants.find((one) => one.grantId === grantId);
    if (!holder || canonicalJson(holder) === canonicalJson({ grantId, ...terms })) return grantId;
  }
}
