import { formatInstant } from '../contracts/time.ts';
import type { KeyState } from './state.ts';
import { SETTLE_MS } from './steps.ts';

/** What an operator does next, in a sentence. */
export function whatNext(state: KeyState, nowMs: number): string {
  const left = state.lastPass?.failed ?? 0;
  const mind = left > 0 ? ` The last pass left out ${left} orders: see the log, keys.order-left.` : '';
  switch (state.phase) {
    case 'stable':
      return state.retired.length === 0
        ? 'Nothing. begin starts a rotation.'
        : 'Nothing. begin starts a rotation; forget removes retired versions from the secret.';
    case 'dual':
      if (state.rekeyedAtMs !== undefined) return 'switch, once a snapshot covers both versions.';
      return `${rekeyWhen(passCountsFrom(state), state, nowMs)}${mind}`;
    case 'switched':
      return `retire, ${whenText(state.phaseSinceMs + SETTLE_MS, nowMs)}; back undoes the switch until then and after.`;
    case 'retiring':
      return `${rekeyWhen(state.phaseSinceMs + SETTLE_MS, state, nowMs)}${mind}`;
  }
}

function passCountsFrom({ closedAtMs, live }: KeyState): number {
  return (closedAtMs ?? live.at(-1)?.sinceMs ?? 0) + SETTLE_MS;
}

function rekeyWhen(countsFromMs: number, { pass }: KeyState, nowMs: number): string {
  if (pass === undefined) return `rekey; a pass counts that begins ${whenText(countsFromMs, nowMs)}.`;
  return pass.startedAtMs >= countsFromMs
    ? 'rekey, until its pass has ended.'
    : `rekey, until its pass has ended; then again: one counts that begins ${whenText(countsFromMs, nowMs)}.`;
}

function whenText(fromMs: number, nowMs: number): string {
  return fromMs <= nowMs ? 'now' : `from ${formatInstant(fromMs)}`;
}
