import type { Screen } from '../common/words.ts';
import type { AwardDesk, AwardRequest, Redemption } from './award-desk.ts';

export interface OpenRequests {
  /** The customer wishes to be booked as soon as it is possible, and leaves the document until then. */
  keep(decisionId: string, request: AwardRequest): void;
  /** Asks again for whoever waits because of these denials, and keeps those who are stopped again. */
  askAgain(decisionIds: readonly string[]): Promise<readonly Redemption[]>;
  withdraw(decisionId: string): void;
  length(): number;
}

/** A notice says that a denial no longer holds, not that the flight may be sold: only a check says that. */
export function createOpenRequests(desk: AwardDesk, screen: Screen): OpenRequests {
  const open = new Map<string, readonly AwardRequest[]>();
  const keep = (decisionId: string, request: AwardRequest): void =>
    void open.set(decisionId, [...(open.get(decisionId) ?? []), request]);
  return {
    keep,
    withdraw: (decisionId) => void open.delete(decisionId),
    length: () => [...open.values()].flat().length,
    async askAgain(decisionIds) {
      const ends: Redemption[] = [];
      for (const decisionId of decisionIds) {
        // Most decisions of a notice are of customers who left long ago.
        for (const request of open.get(decisionId) ?? []) {
          const end = await desk.redeem(request);
          const others = (open.get(decisionId) ?? []).filter((one) => one !== request);
          if (others.length > 0) open.set(decisionId, others);
          else open.delete(decisionId);
          if (end.kind === 'stopped') keep(end.denied.decisionId, request);
          if (end.kind === 'wait') keep(decisionId, request);
          const { ref } = request.traveller;
          screen.booker(end.kind === 'booked' ? `${ref}: booked, ${end.bookingId}` : `${ref}: ${end.kind}`);
          ends.push(end);
        }
      }
      return ends;
    },
  };
}
