import type { Child } from '../child.ts';
import type { HttpServers } from '../load/http-servers.ts';
import type { Row, Slice } from '../row.ts';

const SLICE_MS = 300;
const WARM_UP_MS = 1_500;

/** What the load generator reports of one turn. */
export interface LoadReport extends Slice {
  /** Answers that were not what they should be. */
  readonly wrong: number;
}

/** Over HTTP with 32 connections that stay open; servers and load generator are processes of their own. */
export async function httpRows(
  { checkPort, echoPort, token }: HttpServers,
  load: Child<unknown>,
  bodies: readonly object[],
): Promise<readonly Row[]> {
  await load.ask({ requests: bodies.map((body) => requestText(token, JSON.stringify(body))) });

  const row = (name: string, port: number, expected: string): Row => ({
    name,
    async slice(warmUp) {
      const report = await load.ask({ port, expected, ms: warmUp ? WARM_UP_MS : SLICE_MS });
      const { wrong, ...slice } = report as LoadReport;
      if (wrong > 0) throw new Error(`${name}: ${wrong} answers were wrong`);
      return slice;
    },
  });
  return [
    row('http.not-listed', checkPort, '"decision":"allow"'),
    row('floor.http-echo', echoPort, '"purchase":'),
  ];
}

function requestText(token: string, body: string): string {
  return [
    'POST /v1/checks HTTP/1.1',
    'host: 127.0.0.1',
    'accept: application/json',
    `authorization: Bearer ${token}`,
    'content-type: application/json',
    `content-length: ${Buffer.byteLength(body)}`,
    '',
    body,
  ].join('\r\n');
}
