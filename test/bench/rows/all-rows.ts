import { syntheticResidentId } from '../../fixtures/synthetic-documents.ts';
import type { Row } from '../row.ts';
import { checkBody, RESTRICTED_PURCHASE } from '../world/check-requests.ts';
import { invocationOf } from '../world/lambda-event.ts';
import { ORDERS } from '../world/scale.ts';
import type { World } from '../world/world.ts';
import { engineRows } from './engine.ts';
import { echoRows, hmacRows } from './floors.ts';
import { FIRST_DENIALS, FIRST_DENIALS_TO_WARM_UP, handlerRows } from './handler.ts';
import { httpRows } from './http.ts';
import { peerRow } from './peer.ts';

/** As many as there are people for first denials. */
export const ROUNDS = Math.floor((ORDERS - FIRST_DENIALS_TO_WARM_UP) / FIRST_DENIALS);

/** Every row, in the sequence in which they are reported. */
export async function allRows(world: World): Promise<readonly Row[]> {
  const { service, unlisted } = world;
  const [hmac, ...hmacNotes] = hmacRows(unlisted.map(syntheticResidentId));
  const bodies = unlisted.map((person) => checkBody(RESTRICTED_PURCHASE, [person]));
  const [echo, ...echoNotes] = echoRows(
    bodies.map((body) => invocationOf('/v1/checks', service.token, body)),
  );
  return [
    hmac,
    ...engineRows(service.engine, unlisted),
    echo,
    ...handlerRows(service, unlisted),
    peerRow(world.engines, world.unlistedKeys),
    ...(await httpRows(world.servers, world.load, bodies)),
    ...hmacNotes,
    ...echoNotes,
  ].filter((row) => row !== undefined);
}
