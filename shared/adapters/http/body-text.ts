import { isUtf8 } from 'node:buffer';
import type { Context } from 'hono';
import type { HttpEnv } from './http-env.ts';
import { HttpProblem } from './http-problem.ts';

/**
 * The request body as text, read within a bound.
 *
 * Under Lambda the body is a string in the event already and is taken from there (`handleOnLambda`).
 *
 * @throws HttpProblem 413 if the body has more than `limitBytes`, 400 if it is not UTF-8.
 */
export async function readBodyText(c: Context<HttpEnv>, limitBytes: number): Promise<string> {
  const carried = c.env?.event?.carriedBody;
  if (carried)
    return carried.isBase64Encoded
      ? fromBase64(carried.body ?? '', limitBytes)
      : bounded(carried.body ?? '', limitBytes);
  const stated = c.req.header('content-length');
  if (Number(stated ?? 0) > limitBytes) throw tooLarge(limitBytes);
  // Node's HTTP server hands over exactly what was stated; from anyone else, and if chunked, the bytes are counted.
  const bytes =
    c.env?.incoming && isLength(stated)
      ? Buffer.from(await c.req.arrayBuffer())
      : await readBytes(c.req.raw, limitBytes);
  return decode(bytes);
}

function isLength(stated: string | undefined): boolean {
  return stated !== undefined && /^\d+$/.test(stated);
}

/** UTF-8 takes one to three bytes for each UTF-16 unit, so most texts need not be measured. */
function bounded(text: string, limitBytes: number): string {
  if (text.length > limitBytes) throw tooLarge(limitBytes);
  if (text.length * 3 > limitBytes && Buffer.byteLength(text) > limitBytes) throw tooLarge(limitBytes);
  return text;
}

function fromBase64(encoded: string, limitBytes: number): string {
  const bytes = Buffer.from(encoded, 'base64');
  if (bytes.length > limitBytes) throw tooLarge(limitBytes);
  return decode(bytes);
}

/** Counts while reading: a stated length may be missing (chunked) and is never trusted. */
async function readBytes(request: Request, limitBytes: number): Promise<Buffer> {
  if (!request.body) return Buffer.alloc(0);
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of request.body) {
    length += chunk.byteLength;
    if (length > limitBytes) throw tooLarge(limitBytes);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks, length);
}

/** Bytes that are not UTF-8 are refused, not replaced: a name or number must not change on its way in. */
function decode(bytes: Buffer): string {
  if (!isUtf8(bytes)) throw new HttpProblem('malformed-request', 'Send the body in UTF-8.');
  return bytes.toString('utf8');
}

function tooLarge(limitBytes: number): HttpProblem {
  return new HttpProblem(
    'body-too-large',
    `Send at most ${limitBytes} bytes: split the request into several smaller ones.`,
  );
}
