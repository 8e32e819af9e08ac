import type { Hono } from 'hono';
import * as z from 'zod';
import type { HttpEnv } from '../../../shared/adapters/http/http-env.ts';
import { HttpProblem } from '../../../shared/adapters/http/http-problem.ts';
import { parseBody, readJsonBody } from '../../../shared/adapters/http/json-body.ts';
import { judgeWebhookUrl } from '../../../shared/adapters/http/webhook-url.ts';
import {
  type ManageWebhookDependencies,
  removeWebhook,
  rotateSecret,
  setWebhook,
} from '../../../shared/notices/endpoints/manage-webhook.ts';
import { describeWebhook } from '../answers.ts';
import { requireOperator } from '../operator-scopes.ts';

export interface WebhookRouteDependencies extends ManageWebhookDependencies {
  /** Whether a webhook may lead to this machine itself, as in the embedded default. */
  readonly loopbackWebhooks: 'allow' | undefined;
}

const NO_WEBHOOK = 'Set a webhook first: PUT /v1/webhook with its URL.';

/** An operator's own webhook. A secret is told when it is made, and never again. */
export function addWebhookRoutes(app: Hono<HttpEnv>, deps: WebhookRouteDependencies): void {
  const request = z.strictObject({ url: urlField(deps.loopbackWebhooks) });

  app.put('/v1/webhook', async (c) => {
    const operatorId = requireOperator(c.get('client'));
    const { url } = parseBody(request, await readJsonBody(c));
    const { endpoint, secret } = await setWebhook({ operatorId, requestId: c.get('requestId') }, url, deps);
    return c.json({ ...describeWebhook(endpoint, deps.clock.wallMs()), secret });
  });

  app.get('/v1/webhook', async (c) => {
    const endpoint = await deps.endpoints.get(requireOperator(c.get('client')));
    if (!endpoint) throw new HttpProblem('not-found', NO_WEBHOOK);
    return c.json(describeWebhook(endpoint, deps.clock.wallMs()));
  });

  app.post('/v1/webhook/rotate-secret', async (c) => {
    const operatorId = requireOperator(c.get('client'));
    const rotated = await rotateSecret({ operatorId, requestId: c.get('requestId') }, deps);
    if (!rotated) throw new HttpProblem('not-found', NO_WEBHOOK);
    const { endpoint, secret } = rotated;
    return c.json({ ...describeWebhook(endpoint, deps.clock.wallMs()), secret });
  });

  app.delete('/v1/webhook', async (c) => {
    const operatorId = requireOperator(c.get('client'));
    await removeWebhook({ operatorId, requestId: c.get('requestId') }, deps);
    return c.body(null, 204);
  });
}

function urlField(loopback: 'allow' | undefined) {
  return z.string('must be an absolute https URL').transform((text, context) => {
    const judgement = judgeWebhookUrl(text, loopback);
    if (judgement.kind === 'valid') return judgement.url;
    context.addIssue({ code: 'custom', message: judgement.detail });
    return z.NEVER;
  });
}
