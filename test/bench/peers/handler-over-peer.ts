import { randomUUID } from 'node:crypto';
import { authenticate, requireScope } from '../../../shared/adapters/http/authenticate.ts';
import type { TokenVerifier } from '../../../shared/adapters/http/bearer-auth.ts';
import { createHttpApp } from '../../../shared/adapters/http/http-app.ts';
import { parseBody, readJsonBody } from '../../../shared/adapters/http/json-body.ts';
import { handleOnLambda } from '../../../shared/adapters/http/lambda-entry.ts';
import { checkRequestSchema } from '../../../shared/contracts/check.ts';
import { checkScope } from '../../../shared/contracts/scopes.ts';
import { parseDocument } from '../../../shared/identity/parse-document.ts';
import type { SubjectDocument } from '../../../shared/identity/subject-document.ts';
import type { SubjectKeyer } from '../../../shared/identity/subject-keyer.ts';
import { wrapHandler } from '../../../shared/runtime/lambda.ts';
import { silentLogger } from '../world/check-service.ts';
import type { Peer } from './peer.ts';

/**
 * The check as a service without a filter would have it: the same life cycle, adapter, token, validation, documents
 * and keys, and then the peer instead of the filter and the engine. It judges no purchase and reads no order.
 */
export function handlerOverPeer(peer: Peer, verifier: TokenVerifier, keyer: SubjectKeyer) {
  const app = createHttpApp({ logger: silentLogger, newRequestId: randomUUID });
  app.post('/v1/checks', authenticate(verifier), async (c) => {
    const request = parseBody(checkRequestSchema, await readJsonBody(c));
    requireScope(c.get('client'), checkScope(request.purchase.sector));
    const results = await Promise.all(
      request.subjects.map(async ({ ref, documents }) => {
        const listed = await Promise.all(
          documents.map((document) => peer.isListed(keyer.keyOf(parsed(document)))),
        );
        return { ref, decision: listed.includes(true) ? 'deny' : 'allow' };
      }),
    );
    return c.json({ checkId: `chk_${randomUUID()}`, checkedAt: new Date().toISOString(), results });
  });
  return wrapHandler(handleOnLambda(app), { logger: silentLogger });
}

function parsed(document: Parameters<typeof parseDocument>[0]): SubjectDocument {
  const outcome = parseDocument(document);
  if (outcome.kind === 'invalid') throw new Error('a synthetic document is not valid');
  return outcome.document;
}
