import { checkRequestSchema } from '../../../shared/contracts/check.ts';
import type { OperatorId } from '../../../shared/contracts/ids.ts';
import type { SubjectKeyer } from '../../../shared/identity/subject-keyer.ts';
import type { Row } from '../row.ts';
import { checkBody, RESTRICTED_PURCHASE } from '../world/check-requests.ts';
import { type CheckService, OPERATOR } from '../world/check-service.ts';
import { type Invocation, invocationOf } from '../world/lambda-event.ts';
import { handlerOverPeer } from './handler-over-peer.ts';
import { timedInFlight } from './in-flight.ts';
import type { Peer } from './peer.ts';
import type { Question } from './questions.ts';

const SLICE_MS = 100;
/** What answers at once cannot have two calls under way. */
const ONE = [1] as const;
export const IN_FLIGHT = [1, 64] as const;

/** Which peers are also measured behind the same handler as the check. */
const BEHIND_HANDLER = ['redis-sismember', 'redis-get', 'postgres', 'dynamodb-get'];

type Handler = CheckService['handler'];

/** Our engine and handler, each peer by itself, and some behind the same handler; each with 1 and 64 in flight. */
export function peerRows(
  service: CheckService,
  keyer: SubjectKeyer,
  peers: readonly Peer[],
  questions: readonly Question[],
): readonly Row[] {
  const bodies = questions.map(({ person }) => checkBody(RESTRICTED_PURCHASE, [person]));
  const requests = bodies.map((body) => checkRequestSchema.parse(body));
  const invocations = bodies.map((body) => invocationOf('/v1/checks', service.token, body));
  const behind = peers.filter(({ name }) => BEHIND_HANDLER.includes(name));
  return [
    ...rowsOf(
      'engine',
      (turn) => {
        const request = requests[turn % requests.length] as (typeof requests)[number];
        return service.engine.check(request, OPERATOR as OperatorId, performance.now());
      },
      ONE,
    ),
    ...handlerRows('handler', service.handler),
    ...peers.flatMap((peer) => rowsOf(peer.name, lookUp(peer), peer.answersAtOnce ? ONE : IN_FLIGHT)),
    ...behind.flatMap((peer) =>
      handlerRows(`handler-over-${peer.name}`, handlerOverPeer(peer, service.verifier, keyer)),
    ),
  ];

  /** What the service would do itself at the least: make the key and ask. */
  function lookUp(peer: Peer) {
    return (turn: number) => {
      const { document, listed } = questions[turn % questions.length] as Question;
      const answer = peer.isListed(keyer.keyOf(document));
      if (!(answer instanceof Promise)) return answer;
      return answer.then((found) => {
        if (found !== listed) throw new Error(`${peer.name}: a wrong answer`);
      });
    };
  }

  function handlerRows(name: string, handler: Handler): readonly Row[] {
    return rowsOf(name, async (turn) => {
      const at = turn % invocations.length;
      const { event, context } = invocations[at] as Invocation;
      const { statusCode, body } = await handler(event, context);
      const decision = questions[at]?.listed ? 'deny' : 'allow';
      if (statusCode !== 200 || !body.includes(`"decision":"${decision}"`)) {
        throw new Error(`${name}: answered ${statusCode} ${body}`);
      }
    });
  }
}

function rowsOf(
  name: string,
  call: (turn: number) => unknown,
  counts: readonly number[] = IN_FLIGHT,
): readonly Row[] {
  return counts.map((inFlight) => ({
    name: rowName(name, inFlight),
    slice: timedInFlight(call, inFlight, SLICE_MS),
  }));
}

export function rowName(name: string, inFlight: number): string {
  return `${name}.${inFlight}`;
}
