import { createHash } from 'node:crypto';
import type { Brand } from '../contracts/brand.ts';

/** 32 lowercase hexadecimal digits, not all zero. */
export type TraceId = Brand<string, 'TraceId'>;

/** 16 lowercase hexadecimal digits, not all zero. */
export type SpanId = Brand<string, 'SpanId'>;

/** Where in which trace something is done. */
export interface TraceContext {
  readonly traceId: TraceId;
  /** Of this hop: what it calls names it as its parent. */
  readonly spanId: SpanId;
  readonly flags: number;
}

/** So many uniformly distributed bytes. */
export type RandomBytes = (count: number) => Uint8Array;

/** Version, trace, parent and flags; what a later version may have behind them is not read. */
const TRACEPARENT = /^([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.*)?$/;

const TRACE_ID_BYTES = 16;
const SPAN_ID_BYTES = 8;
const SAMPLED = 0x01;
const RANDOM_TRACE_ID = 0x02;

/** Flags that are known are passed on, all others are cleared (Trace Context level 2, section 2.2.2.5). */
const KNOWN_FLAGS = SAMPLED | RANDOM_TRACE_ID;

/**
 * This hop's place in the trace that the caller's `traceparent` names (W3C Trace Context level 2, section 2.2): the same
 * trace, and a span of its own. Whatever is no `traceparent` begins a new trace, without an error: tracing never
 * decides about a request.
 */
export function continueTrace(traceparent: string | null | undefined, random: RandomBytes): TraceContext {
  const parent = readTraceparent(traceparent ?? '');
  const spanId = newId(SPAN_ID_BYTES, random) as SpanId;
  if (parent) return { ...parent, spanId };
  return { traceId: newId(TRACE_ID_BYTES, random) as TraceId, spanId, flags: RANDOM_TRACE_ID };
}

/** What the next hop is told, in version 00. */
export function formatTraceparent({ traceId, spanId, flags }: TraceContext): string {
  return `00-${traceId}-${spanId}-${flags.toString(16).padStart(2, '0')}`;
}

/**
 * The trace as a receiver outside sees it: one for each notice, however often it is sent. With the trace itself two
 * operators could find out that their denials ended by one release, so were of one person (I6). It cannot be turned
 * back, as a trace id has 128 random bits; who knows the trace can follow it.
 *
 * @param about what is told to the receiver, such as the id of its notice
 */
export function traceForReceiver(trace: TraceContext, about: string): TraceContext {
  const digest = createHash('sha256').update(`${trace.traceId}|${about}`).digest();
  return { ...trace, traceId: newId(TRACE_ID_BYTES, (count) => digest.subarray(0, count)) as TraceId };
}

/** @returns what of it the next hop keeps; `undefined` if it is not well formed. */
function readTraceparent(text: string): Pick<TraceContext, 'traceId' | 'flags'> | undefined {
  const [, version, traceId = '', parentId = '', flags = '', more] = TRACEPARENT.exec(text) ?? [];
  if (version === undefined || version === 'ff') return undefined;
  if (version === '00' && more !== undefined) return undefined;
  if (isZero(traceId) || isZero(parentId)) return undefined;
  return { traceId: traceId as TraceId, flags: Number.parseInt(flags, 16) & KNOWN_FLAGS };
}

function isZero(id: string): boolean {
  return /^0+$/.test(id);
}

function newId(bytes: number, random: RandomBytes): string {
  const id = Buffer.from(random(bytes)).toString('hex');
  // One in 2^64 at most; an id of zeroes is none.
  return isZero(id) ? id.replace(/0$/, '1') : id;
}
