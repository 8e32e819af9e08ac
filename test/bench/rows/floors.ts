import { createHmac, randomBytes } from 'node:crypto';
import { handle } from 'hono/aws-lambda';
import { createHmacSha256 } from '../../../shared/identity/hmac-sha256.ts';
import type { Row } from '../row.ts';
import { timedCalls, timedWaits } from '../timed.ts';
import type { Invocation } from '../world/lambda-event.ts';
import { createEchoApp, createEventEchoApp } from './echo-app.ts';

const HMAC_SLICE_MS = 25;
const ECHO_SLICE_MS = 70;
const KEY_BYTES = 32;
const DIGEST_BYTES = 16;

/** The least that a keyed lookup costs, by the quickest HMAC-SHA-256 that we have; and by Node's own, as a note. */
export function hmacRows(numbers: readonly string[]): readonly Row[] {
  const key = randomBytes(KEY_BYTES);
  const hmac = createHmacSha256(key);
  return [
    {
      name: 'floor.hmac',
      slice: timedCalls((turn) => {
        hmac.digest(numbers[turn % numbers.length] as string, DIGEST_BYTES);
      }, HMAC_SLICE_MS),
    },
    {
      name: 'note.create-hmac',
      note: 'HMAC-SHA-256 of the same ID by createHmac',
      slice: timedCalls((turn) => {
        createHmac('sha256', key)
          .update(numbers[turn % numbers.length] as string)
          .digest();
      }, HMAC_SLICE_MS),
    },
  ];
}

/** The least that a JSON API costs behind the same Lambda adapter, without the life cycle that our handlers have. */
export function echoRows(invocations: readonly Invocation[]): readonly Row[] {
  const echo = handle(createEchoApp());
  const echoOfEvent = handle(createEventEchoApp());
  const row = (handler: typeof echo) =>
    timedWaits(
      (turn) => {
        const { event, context } = invocations[turn % invocations.length] as Invocation;
        return handler(event, context);
      },
      { sliceMs: ECHO_SLICE_MS },
    );
  return [
    { name: 'floor.hono-echo', slice: row(echo) },
    {
      name: 'note.hono-echo-event',
      note: 'the same echo, but with the body taken from the event as our handlers do it',
      slice: row(echoOfEvent),
    },
  ];
}
