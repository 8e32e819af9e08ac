import {
  type Client,
  type HotelPurchase,
  InvalidRequest,
  mustRecheck,
  type Problem,
  type RecheckQueue,
  type Subject,
  type SubjectResult,
} from '../../../../shared/client/index.ts';
import type { OutcomeOutbox } from '../common/outcome-outbox.ts';
import { unhandled } from '../common/unhandled.ts';
import { type Language, type Screen, show } from '../common/words.ts';
import type { Case, OpenCases } from './open-cases.ts';
import { purchaseOf, type Room } from './rooms.ts';
import { readScan, type Scan } from './scan.ts';

export interface Guest {
  /** A place at the desk, such as `guest-1`. */
  readonly ref: string;
  readonly scan: Scan;
  readonly language: Language;
  /** The clerk has compared the document with what was scanned: it bears this number and this name. */
  readonly isCompared?: boolean;
}

/** What the desk does with one guest. */
export type AtDesk =
  | { readonly ref: string; readonly kind: 'key'; readonly recheck: boolean }
  /** Other lodging is open to the guest, or the manager decides. */
  | { readonly ref: string; readonly kind: 'case'; readonly open: Case }
  | { readonly ref: string; readonly kind: 'scan-again'; readonly why: string }
  /** It is no denial, and no program's to decide: the manager does. */
  | { readonly ref: string; readonly kind: 'manager' };

export interface FrontDeskParts {
  readonly client: Pick<Client, 'check'>;
  readonly outcomes: OutcomeOutbox;
  readonly rechecks: RecheckQueue;
  readonly cases: OpenCases;
  readonly screen: Screen;
}

/** Checks guests in: scan, ask about each, hand out keys to whoever may have one. */
export function createFrontDesk({ client, outcomes, rechecks, cases, screen }: FrontDeskParts) {
  function atDesk(stayId: string, result: SubjectResult, { language, isCompared }: Guest): AtDesk {
    const { ref } = result;
    if (result.decision !== 'allow') show(screen, result, language);
    switch (result.decision) {
      case 'allow':
        outcomes.report([result], 'sold');
        return { ref, kind: 'key', recheck: false };
      case 'deny':
        return { ref, kind: 'case', open: cases.open({ stayId, denied: result, when: 'at-desk' }) };
      case 'verify-identity':
        outcomes.report([result], 'not-sold');
        // The same answer to a document that was compared: the order has another name, and nobody is denied for that.
        return isCompared
          ? { ref, kind: 'manager' }
          : { ref, kind: 'scan-again', why: result.customerNotice[language] };
      case 'undetermined':
        return result.fallback === 'proceed-and-recheck'
          ? { ref, kind: 'key', recheck: true }
          : { ref, kind: 'manager' };
      default:
        return unhandled(result);
    }
  }

  /** One number that cannot be right stops the whole request: that guest scans again, the others are asked about. */
  async function ask(label: string, purchase: HotelPurchase, subjects: readonly Subject[]): Promise<Asked> {
    if (subjects.length === 0) return { results: [], wrong: [] };
    const options = { checkpoint: 'check-in' } as const;
    try {
      const check = await client.check(purchase, subjects, options);
      // Those who get a key without an answer wait in here with their documents; nothing else keeps any.
      rechecks.add({ label, purchase, subjects, options }, { ...check, results: mustRecheck(check) });
      return { results: check.results, wrong: [] };
    } catch (error) {
      const wrong = error instanceof InvalidRequest ? error.problems : [];
      const others = subjects.filter(({ ref }) => !wrong.some((problem) => problem.ref === ref));
      if (others.length === subjects.length) throw error;
      const asked = await ask(label, purchase, others);
      return { ...asked, wrong: [...wrong, ...asked.wrong] };
    }
  }

  return {
    /** One answer for each guest: nobody waits for another who has to scan again. */
    async checkIn(stayId: string, room: Room, arrival: string, guests: readonly Guest[]) {
      const scans = guests.map(({ ref, scan }) => ({ ref, read: readScan(scan) }));
      const subjects = scans.flatMap(({ ref, read }): readonly Subject[] =>
        read.kind === 'read' ? [{ ref, documents: [read.document], ...nameOf(read) }] : [],
      );
      const { results, wrong } = await ask(stayId, purchaseOf(room, arrival), subjects);
      return guests.map((guest, index): AtDesk => {
        const { ref } = guest;
        const result = results.find((one) => one.ref === ref);
        if (result) return atDesk(stayId, result, guest);
        const read = scans[index]?.read;
        const why =
          read?.kind === 'scan-again' ? read.why : wrong.find((problem) => problem.ref === ref)?.detail;
        return { ref, kind: 'scan-again', why: why ?? 'It could not be read.' };
      });
    },
  };
}

interface Asked {
  readonly results: readonly SubjectResult[];
  readonly wrong: readonly Problem[];
}

function nameOf({ name }: { readonly name?: string }): { readonly name?: string } {
  return name === undefined ? {} : { name };
}
