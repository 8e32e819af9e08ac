import type { Hono } from 'hono';
import type { HttpEnv } from '../../../shared/adapters/http/http-env.ts';
import { invalidInput } from '../../../shared/adapters/http/http-problem.ts';
import { parseBody, readJsonBody } from '../../../shared/adapters/http/json-body.ts';
import { inquiryRequest, readInquiry } from '../../../shared/inquiry/inquiry.ts';
import { type AskDependencies, ask } from '../ask.ts';

/** `POST /v1/inquiries`: for programs of others, such as an app of the courts. No token: everyone may ask. */
export function addInquiryRoutes(app: Hono<HttpEnv>, deps: AskDependencies): void {
  app.post('/v1/inquiries', async (c) => {
    const read = readInquiry(parseBody(inquiryRequest, await readJsonBody(c)));
    if (read.kind === 'invalid') {
      throw invalidInput(read.problems.map(({ pointer, detail }) => ({ pointer, detail })));
    }
    return await ask(c, read.inquiry, deps, (answer) => c.json(answer));
  });
}
