import type { Hono } from 'hono';
import * as z from 'zod';
import type { KeyReport, KeyRotationEvent } from '../../functions/key-rotation/app.ts';
import { authenticate, requireScope } from '../../shared/adapters/http/authenticate.ts';
import type { TokenVerifier } from '../../shared/adapters/http/bearer-auth.ts';
import type { HttpEnv } from '../../shared/adapters/http/http-env.ts';
import { parseBody, readJsonBody } from '../../shared/adapters/http/json-body.ts';
import { OPERATIONS } from '../../shared/contracts/scopes.ts';
import { KEY_COMMANDS } from '../../shared/key-rotation/rotation.ts';

export interface KeyRouteDependencies {
  readonly verifier: TokenVerifier;
  /** The function `key-rotation`. */
  readonly rotate: (event: KeyRotationEvent) => Promise<KeyReport>;
}

const step = z.strictObject({ command: z.enum(KEY_COMMANDS), anyway: z.boolean().optional() });

/**
 * What `keys` of the command line asks of the embedded default, with the scope `operations`. Deployed there is no such
 * route: an operator invokes the function, with the rights of whoever does it.
 */
export function addKeyRoutes(app: Hono<HttpEnv>, { verifier, rotate }: KeyRouteDependencies): void {
  app.post('/embedded/keys', authenticate(verifier), async (c) => {
    requireScope(c.get('client'), OPERATIONS);
    return c.json(await rotate(parseBody(step, await readJsonBody(c))));
  });
}
