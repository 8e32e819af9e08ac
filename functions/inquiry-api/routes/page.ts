import type { Context, Hono, MiddlewareHandler } from 'hono';
import { readBodyText } from '../../../shared/adapters/http/body-text.ts';
import type { HttpEnv } from '../../../shared/adapters/http/http-env.ts';
import { HttpProblem } from '../../../shared/adapters/http/http-problem.ts';
import { PROBLEM_MEDIA_TYPE } from '../../../shared/adapters/http/problem-details.ts';
import { type AskDependencies, ask } from '../ask.ts';
import { keptReference, NOTHING_KEPT, readForm } from '../page/form-fields.ts';
import { formPage } from '../page/form-page.ts';
import { type Language, languageOf } from '../page/language.ts';
import { problemPage } from '../page/problem-page.ts';
import { resultPage } from '../page/result-page.ts';
import { STYLE_SOURCE } from '../page/style.ts';

/** A filled-in form takes less than 2 KiB. */
const MAX_FORM_BYTES = 8_192;

/** Nothing is loaded, nothing runs, nothing may frame the page, and no address that it leads to learns of it. */
const PAGE_HEADERS: Readonly<Record<string, string>> = {
  'content-security-policy': [
    "default-src 'none'",
    `style-src ${STYLE_SOURCE}`,
    'img-src data:',
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join('; '),
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'interest-cohort=()',
  vary: 'accept-language',
};

/** The same inquiry for people: a form and its answer as pages, in Chinese and English, without any script. */
export function addPageRoutes(app: Hono<HttpEnv>, deps: AskDependencies): void {
  app.use('/inquiry', asPage);

  app.get('/inquiry', (c) => {
    const reference = keptReference((c.req.query('reference') ?? '').trim());
    return c.html(formPage({ language: languageFor(c), kept: { ...NOTHING_KEPT, reference }, errors: {} }));
  });

  app.post('/inquiry', async (c) => {
    const language = languageFor(c);
    const form = readForm(await readFormBody(c));
    if (form.kind === 'invalid') return c.html(formPage({ language, ...form }), 422);
    return await ask(c, form.inquiry, deps, (answer) => c.html(resultPage(answer, language)));
  });
}

/** Gives every answer of the page its headers, and turns problems, which are JSON elsewhere, into pages. */
const asPage: MiddlewareHandler<HttpEnv> = async (c, next) => {
  await next();
  if (c.res.headers.get('content-type')?.startsWith(PROBLEM_MEDIA_TYPE)) {
    const { status, headers } = c.res;
    const retryAfter = headers.get('retry-after');
    const page = await problemPage(
      status,
      retryAfter === null ? undefined : Number(retryAfter),
      languageFor(c),
    );
    const kept = [...headers].filter(([name]) => name === 'retry-after' || name === 'allow');
    // Hono would merge the headers of a response that is set over another one.
    c.res = undefined;
    c.res = new Response(String(page), {
      status,
      headers: { ...Object.fromEntries(kept), 'content-type': 'text/html; charset=UTF-8' },
    });
  }
  for (const [name, value] of Object.entries(PAGE_HEADERS)) c.res.headers.set(name, value);
};

function languageFor(c: Context<HttpEnv>): Language {
  return languageOf(c.req.query('lang'), c.req.header('accept-language'));
}

async function readFormBody(c: Context<HttpEnv>): Promise<string> {
  const mediaType = c.req.header('content-type')?.split(';')[0]?.trim().toLowerCase();
  if (mediaType !== 'application/x-www-form-urlencoded') {
    throw new HttpProblem('unsupported-media-type', 'Send the form as application/x-www-form-urlencoded.');
  }
  return await readBodyText(c, MAX_FORM_BYTES);
}
