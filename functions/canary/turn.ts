import { createHash } from 'node:crypto';
import { citizenCheckCharacter } from '../../shared/identity/citizen-number.ts';

/**
 * Who runs canaries: the schedule, or somebody after a deployment. Each has people of its own, so that they cannot meet.
 */
export type Series = 'canary' | 'smoke';

/**
 * The court that canaries' orders are of. It does not exist, and has no other orders, so that no summary of a court
 * counts what canaries do, and the canary's client need not act for any other court.
 */
export const CANARY_COURT = '京0198';

/** A run takes most of a minute when things are slow, and the schedule starts one each minute. */
const TURN_MS: Readonly<Record<Series, number>> = { canary: 60_000, smoke: 1_000 };

/** An order that nobody ends stops restricting by itself: nothing that a canary leaves behind lasts longer. */
const ORDER_LASTS_MS = 15 * 60_000;

const DAY_MS = 86_400_000;
const FIRST_BIRTH_MS = Date.UTC(1900, 0, 1);
/** Born 1900 to 1925: older than all other synthetic people of this repository. */
const BIRTH_DAYS = (Date.UTC(1926, 0, 1) - FIRST_BIRTH_MS) / DAY_MS;
const SEQUENCES_EACH = 490;
const FIRST_SEQUENCE: Readonly<Record<Series, number>> = { canary: 1, smoke: 500 };

/** One turn of a series: at most one run has it. Everything in it follows from the series and the time. */
export interface Turn {
  readonly series: Series;
  readonly number: number;
  readonly orderId: string;
  readonly impositionId: string;
  readonly releaseId: string;
  /** A synthetic resident ID (area 999999) whose key no filter knew before, so that the whole way is tried. */
  readonly resident: string;
  /** Beginning of the turn. */
  readonly startsAtMs: number;
}

export function turnAt(series: Series, nowMs: number): Turn {
  return turnOf(series, Math.floor(nowMs / TURN_MS[series]));
}

/** The turn of the same series that was so many turns before. */
export function turnBefore(turn: Turn, turns: number): Turn {
  return turnOf(turn.series, turn.number - turns);
}

function turnOf(series: Series, number: number): Turn {
  const orderId = `${series}-${number}`;
  return {
    series,
    number,
    orderId,
    impositionId: uuidOf(`${orderId}|imposition`),
    releaseId: uuidOf(`${orderId}|release`),
    resident: residentOf(series, number),
    startsAtMs: number * TURN_MS[series],
  };
}

/**
 * The order of a turn, as a court would send it.
 *
 * @param mark stands in the case number and differs between runs. The change id of a turn is always the same, so of two
 *   runs in one turn the later one is refused, for sending something else under that id.
 */
export function orderOf(turn: Turn, mark: number) {
  const startsAt = new Date(turn.startsAtMs).toISOString();
  return {
    orderId: turn.orderId,
    version: 1,
    status: 'active',
    court: { code: CANARY_COURT, name: '金丝雀（测试）', phone: '010-00000000' },
    caseNumber: `（${new Date(turn.startsAtMs).getUTCFullYear()}）${CANARY_COURT}执${mark}号`,
    basis: 'listed-defaulter',
    subject: {
      kind: 'person',
      name: '金丝雀',
      role: 'debtor',
      documents: [{ type: 'resident-id', number: turn.resident }],
    },
    items: ['rail-emu'],
    period: { from: startsAt, to: new Date(turn.startsAtMs + ORDER_LASTS_MS).toISOString() },
    warnedAt: startsAt,
    signedBy: 'president',
    servedAt: startsAt,
    disclosure: 'withheld',
    grants: [],
  } as const;
}

/** The same order, ended. */
export function endedOrderOf(turn: Turn, mark: number) {
  return { ...orderOf(turn, mark), version: 2, status: 'released', endReason: 'performed' } as const;
}

function residentOf(series: Series, number: number): string {
  const person = number % (BIRTH_DAYS * SEQUENCES_EACH);
  const birth = new Date(FIRST_BIRTH_MS + (person % BIRTH_DAYS) * DAY_MS).toISOString().slice(0, 10);
  const sequence = FIRST_SEQUENCE[series] + Math.floor(person / BIRTH_DAYS);
  const digits = `999999${birth.replaceAll('-', '')}${String(sequence).padStart(3, '0')}`;
  return digits + citizenCheckCharacter(digits);
}

/** A UUID made from a name, as RFC 9562 section 5.8 lets everyone do in a way of their own (version 8). */
function uuidOf(name: string): string {
  const bytes = createHash('sha256').update(name).digest().subarray(0, 16);
  bytes[6] = ((bytes[6] as number) & 0x0f) | 0x80;
  bytes[8] = ((bytes[8] as number) & 0x3f) | 0x80;
  const hex = bytes.toString('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}
