import { DependencyUnavailable } from '../../contracts/problem.ts';
import type { NoticeRecord } from '../notice.ts';
import type { DeliveryDependencies, DeliveryOutcome } from './deliver.ts';

/** Others change a notice only to acknowledge it or to send it on its way again. */
const MAX_CONFLICTS = 8;

/**
 * Notes that the receiver took the notice. A fast receiver acknowledges before its answer has arrived here, so the
 * notice may have changed; it was delivered all the same.
 *
 * @throws DependencyUnavailable; the notice is then sent once more, under the same id.
 */
export async function concludeDelivered(
  claimed: NoticeRecord,
  { notices, clock }: Pick<DeliveryDependencies, 'notices' | 'clock'>,
): Promise<DeliveryOutcome> {
  const changes = { delivery: 'delivered', deliveredAtMs: clock.wallMs() } as const;
  const outcome = { kind: 'delivered', attempts: claimed.attempts } as const;
  let current: NoticeRecord | undefined = claimed;
  for (let conflicts = 0; conflicts < MAX_CONFLICTS; conflicts++) {
    if (!current || current.delivery === 'delivered') return outcome;
    if (await notices.update(current, changes)) return outcome;
    current = await notices.get(claimed.operatorId, claimed.noticeId);
  }
  throw new DependencyUnavailable('dynamodb', 'a notice was written by others each time');
}
