import { inspect } from 'node:util';
import { describe, expect, test } from 'vitest';
import {
  type Answer,
  createClientWorld,
  passengers,
  reset,
  SECRET,
  type Seen,
  status,
  TRAIN,
} from './client-world.ts';

const NAME = '示例甲';
const subjects = passengers(1).map((one) => ({ ...one, name: NAME }));
const NUMBER = subjects[0]?.documents[0]?.number as string;
const BASIC = Buffer.from('rail-1:a+secret%2Fof%2Bthe%3Dclient').toString('base64');

const echo = (seen: Seen) => `${seen.body} ${seen.headers.get('authorization')}`;
/** Things between a client and the service that repeat what they were sent. */
const ECHOES: readonly (readonly [string, Answer])[] = [
  ...[400, 403, 404, 409, 418, 422, 429, 500, 503].map((code): readonly [string, Answer] => [
    `a ${code}`,
    (seen) =>
      status(
        code,
        {},
        {
          detail: echo(seen),
          title: echo(seen),
          state: 'x',
          errors: [{ pointer: `/${echo(seen)}`, detail: echo(seen) }],
        },
      )(seen),
  ]),
  ['a page', (seen) => new Response(echo(seen), { headers: { 'content-type': 'text/html' } })],
  [
    'spoilt JSON',
    (seen) => new Response(`{"a": ${echo(seen)}`, { headers: { 'content-type': 'application/json' } }),
  ],
  [
    'an exception',
    (seen) => {
      throw new Error(echo(seen));
    },
  ],
  [
    'an exception with a code',
    (seen) => {
      throw Object.assign(new Error('x'), { code: echo(seen), cause: { code: NUMBER } });
    },
  ],
  ['a broken connection', reset],
];

describe.each(ECHOES)('whatever %s repeats', (_, answer) => {
  test('stands in no error, no event and no result', async () => {
    const world = createClientWorld();
    world.answer(answer);
    const error = await world.clock
      .run(world.client.check(TRAIN, subjects))
      .catch((caught: unknown) => caught);
    const act = { act: 'add-documents', documents: subjects[0]?.documents ?? [] } as const;
    const other = await world.clock.run(world.client.act('ord-1', act)).catch((caught: unknown) => caught);
    expect(other).toBeInstanceOf(Error);
    const said = inspect([error, other, world.events, world.client], { depth: 9, showHidden: true });
    for (const secret of [NAME, NUMBER, SECRET, BASIC, 'token-1']) expect(said).not.toContain(secret);
  });
});

test('a token endpoint that repeats the credentials is not repeated', async () => {
  for (const code of [400, 401, 500, 200]) {
    const world = createClientWorld();
    world.answerTokens((seen) =>
      status(code, {}, { error: echo(seen), error_description: echo(seen) })(seen),
    );
    const error = await world.clock.run(world.client.getChange('c-1')).catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(Error);
    const said = inspect([error, world.events], { depth: 9, showHidden: true });
    for (const secret of [SECRET, BASIC]) expect(said).not.toContain(secret);
  }
});

test('a listener that fails fails no check', async () => {
  const world = createClientWorld({
    onEvent() {
      throw new Error('the log is full');
    },
  });
  expect((await world.clock.run(world.client.check(TRAIN, subjects))).results[0]?.decision).toBe('allow');
});
