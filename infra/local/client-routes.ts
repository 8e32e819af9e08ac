import type { Hono } from 'hono';
import * as z from 'zod';
import { authenticate, requireScope } from '../../shared/adapters/http/authenticate.ts';
import type { TokenVerifier } from '../../shared/adapters/http/bearer-auth.ts';
import type { HttpEnv } from '../../shared/adapters/http/http-env.ts';
import { HttpProblem } from '../../shared/adapters/http/http-problem.ts';
import { parseBody, readJsonBody } from '../../shared/adapters/http/json-body.ts';
import { OPERATIONS } from '../../shared/contracts/scopes.ts';
import type { ClientAdministration } from '../../shared/operators/administration.ts';
import { clientRequest, operatorIdField } from '../../shared/operators/client-request.ts';

export interface ClientRouteDependencies {
  readonly verifier: TokenVerifier;
  readonly administration: ClientAdministration;
}

const rotation = z.strictObject({ operatorId: operatorIdField });

/**
 * What `operators` of the command line asks of the embedded default, with the scope `operations`. Deployed there is no such
 * route: the command then asks Cognito and the table itself, with the rights of whoever runs it.
 */
export function addClientRoutes(app: Hono<HttpEnv>, deps: ClientRouteDependencies): void {
  const { administration, verifier } = deps;
  app.use('/embedded/clients/*', authenticate(verifier), async (c, next) => {
    requireScope(c.get('client'), OPERATIONS);
    await next();
  });

  app.get('/embedded/clients', async (c) => c.json({ clients: await administration.list() }));

  app.post('/embedded/clients', async (c) => {
    const outcome = await administration.add(parseBody(clientRequest, await readJsonBody(c)));
    if (outcome.kind === 'exists') {
      throw new HttpProblem('conflict', 'The operator is known already.', {
        members: { clientIds: outcome.clientIds },
      });
    }
    return c.json(outcome.issued, 201);
  });

  app.post('/embedded/clients/rotations', async (c) => {
    const { operatorId } = parseBody(rotation, await readJsonBody(c));
    const outcome = await administration.rotate(operatorId);
    if (outcome.kind === 'unknown') throw unknown();
    return c.json({ ...outcome.issued, earlier: outcome.earlier }, 201);
  });

  app.delete('/embedded/clients/:id', async (c) => {
    const removed = await administration.remove(c.req.param('id'));
    if (removed.length === 0) throw unknown();
    return c.json({ removed });
  });
}

function unknown(): HttpProblem {
  return new HttpProblem('not-found', 'Check the id: neither an operator nor a client has it.');
}
