import type { Example } from '../../../functions/docs/openapi/examples/example.ts';
import type { Json } from '../../../functions/docs/openapi/json.ts';
import type { CheckId } from '../../../shared/contracts/ids.ts';
import { DependencyUnavailable } from '../../../shared/contracts/problem.ts';
import type { Sequence } from '../../../shared/filter/ports.ts';
import { createTestCheckApi } from '../../support/check-api.ts';
import { createCheckWorld } from '../../support/check-world.ts';
import type { RealAnswer } from './storyteller.ts';

/** Tells an example to a check API whose filter is stale and whose register cannot be read. */
export async function answerWithoutRegister({ body, name }: Example): Promise<RealAnswer> {
  const world = createCheckWorld({
    newCheckId: () => 'chk_00000000-0000-4000-8000-000000000099' as CheckId,
    pointers: {
      findOrderIds: async () => {
        throw new DependencyUnavailable('dynamodb', 'it is spoilt for this example');
      },
    },
  });
  world.setView({ kind: 'unusable', reason: 'stale', sequence: 42 as Sequence, ageMs: 9_000 });
  const api = await createTestCheckApi(world);
  const response = await api.post('/v1/checks', body, { headers: { 'x-request-id': `example-${name}` } });
  const text = await response.text();
  return {
    status: response.status,
    headers: response.headers,
    mediaType: response.headers.get('content-type')?.split(';')[0],
    text,
    body: JSON.parse(text) as Json,
  };
}
