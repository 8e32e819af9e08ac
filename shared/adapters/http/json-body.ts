import type { Context } from 'hono';
import type * as z from 'zod';
import { fieldProblems } from '../../contracts/zod-problems.ts';
import { readBodyText } from './body-text.ts';
import type { HttpEnv } from './http-env.ts';
import { HttpProblem, invalidInput } from './http-problem.ts';

/** 256 KiB. A full request of 100 subjects with 10 documents each stays below it. */
export const MAX_BODY_BYTES = 262_144;

/**
 * The JSON body of a request.
 *
 * @throws HttpProblem 415 for another content type, charset or content coding; 413 over {@link MAX_BODY_BYTES}; 400 if
 *   the body is empty, not UTF-8 or not JSON. The parser's own message is left out, since it quotes the body.
 */
export async function readJsonBody(c: Context<HttpEnv>): Promise<unknown> {
  const { headers } = c.req.raw;
  if (!isJson(headers.get('content-type'))) {
    throw new HttpProblem('unsupported-media-type', 'Send the body as application/json in UTF-8.');
  }
  const coding = headers.get('content-encoding');
  if (coding !== null && coding.trim().toLowerCase() !== 'identity') {
    throw new HttpProblem('unsupported-media-type', 'Send the body without a content coding.', {
      headers: { 'accept-encoding': 'identity' },
    });
  }
  const text = await readBodyText(c, MAX_BODY_BYTES);
  if (text === '') throw new HttpProblem('malformed-request', 'Send a JSON object: the body was empty.');
  try {
    return JSON.parse(text);
  } catch {
    throw new HttpProblem('malformed-request', 'Send one complete JSON value: the body could not be parsed.');
  }
}

/**
 * Parses a value by its schema.
 *
 * @throws HttpProblem 422 with a JSON Pointer for each field that is wrong.
 */
export function parseBody<Schema extends z.ZodType>(schema: Schema, json: unknown): z.output<Schema> {
  const result = schema.safeParse(json);
  if (!result.success) throw invalidInput(fieldProblems(result.error, '', json));
  return result.data;
}

/** `application/json`, in any case, with parameters; a charset other than UTF-8 is refused (RFC 8259, section 8.1). */
function isJson(contentType: string | null): boolean {
  if (contentType === 'application/json') return true;
  if (contentType === null) return false;
  const [mediaType = '', ...parameters] = contentType.toLowerCase().split(';');
  if (mediaType.trim() !== 'application/json') return false;
  return parameters.every((parameter) => {
    const [name = '', value = ''] = parameter.split('=');
    return name.trim() !== 'charset' || ['utf-8', 'utf8'].includes(value.trim().replaceAll('"', ''));
  });
}
