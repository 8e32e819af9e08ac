import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { ORDER_STATUSES } from '../../../shared/contracts/list-change.ts';
import { DOCUMENT_ACTS } from '../../../shared/due-process/acts/document-acts.ts';
import { DEADLINE_KINDS } from '../../../shared/due-process/deadline.ts';
import { lifeDiagram, lifeTable } from '../../../shared/due-process/describe-life.ts';
import {
  isFinal,
  LIFE,
  ORDER_ACTS,
  ORDER_STATES,
  type OrderState,
  possibleActs,
  transitionOf,
} from '../../../shared/due-process/life.ts';
import { hasEnded } from '../../../shared/orders/order.ts';

/** Where an order can still get to from a state. */
function reachable(from: OrderState): ReadonlySet<OrderState> {
  const found = new Set<OrderState>([from]);
  for (const state of found) {
    for (const row of LIFE) if (row.from.includes(state) && row.to !== 'same') found.add(row.to);
  }
  return found;
}

describe('the life of an order', () => {
  test('begins with a warning, from which every state can be reached', () => {
    expect([...reachable('risk-warning')].toSorted()).toEqual([...ORDER_STATES].toSorted());
    expect(LIFE.some(({ to }) => to === 'risk-warning')).toBe(false);
  });

  test('has one row for each event, and each rests on a law', () => {
    expect(new Set(LIFE.map(({ event }) => event)).size).toBe(LIFE.length);
    for (const { law } of LIFE) expect(law).toMatch(/\((?:Fa Shi|Fa Fa) \[\d{4}\] \d+\) art\. \d+/);
    for (const act of ORDER_ACTS) expect(transitionOf(act).who).not.toContain('time');
  });

  test('never comes back from an end to a state that restricts', () => {
    for (const state of ['released', 'cancelled', 'expired'] as const) {
      expect(isFinal(state)).toBe(true);
      for (const later of reachable(state)) expect(isFinal(later)).toBe(true);
    }
    for (const state of ['risk-warning', 'imposed', 'in-force', 'suspended'] as const) {
      expect(isFinal(state)).toBe(false);
    }
  });

  test('decides which statuses of a document are final', () => {
    expect(ORDER_STATUSES.filter(hasEnded)).toEqual(['released', 'cancelled']);
  });

  test('lets every order that is not over be released and cancelled', () => {
    for (const state of ['imposed', 'in-force', 'suspended', 'expired'] as const) {
      expect(possibleActs(state)).toEqual(expect.arrayContaining(['release', 'cancel']));
    }
    expect(possibleActs('released')).toEqual(['cancel']);
    expect(possibleActs('cancelled')).toEqual([]);
    expect(possibleActs('risk-warning')).toEqual([]);
    expect(possibleActs('suspended')).toContain('resume');
    expect(possibleActs('suspended')).not.toContain('suspend');
    expect(possibleActs('in-force')).not.toContain('resume');
  });

  test('starts the clock of removal with its ground and stops it with every end', () => {
    for (const { starts, stops } of LIFE) {
      for (const kind of [starts, stops]) if (kind) expect(DEADLINE_KINDS).toContain(kind);
    }
    const stopping = LIFE.filter(({ stops }) => stops === 'removal').map(({ event }) => event);
    const ending = LIFE.filter(({ to }) => to !== 'same' && isFinal(to)).map(({ event }) => event);
    expect(stopping).toEqual(['withdraw-removal-ground', ...ending]);
    expect(transitionOf('removal-ground').starts).toBe('removal');
  });

  test('has an operation for every act', () => {
    const operations = DOCUMENT_ACTS.map(({ event }) => event);
    const grounds = ['removal-ground', 'withdraw-removal-ground'];
    expect([...operations, ...grounds].toSorted()).toEqual([...ORDER_ACTS].toSorted());
    expect(new Set(DOCUMENT_ACTS.map(({ path }) => path)).size).toBe(DOCUMENT_ACTS.length);
    expect(new Set(DOCUMENT_ACTS.map(({ audited }) => audited)).size).toBe(DOCUMENT_ACTS.length);
  });

  test('knows no other events', () => {
    expect(() => transitionOf('pardon' as never)).toThrow('pardon');
  });
});

describe('the README', () => {
  const readme = readFileSync(new URL('../../../shared/due-process/README.md', import.meta.url), 'utf8');

  test('holds the diagram and the table as the code has them', () => {
    expect(readme).toContain(`\`\`\`mermaid\n${lifeDiagram()}\n\`\`\``);
    expect(readme).toContain(`\n${lifeTable()}\n`);
  });

  test('shows every state, and an arrow for every event that moves an order', () => {
    const diagram = lifeDiagram();
    for (const state of ORDER_STATES) expect(diagram).toContain(state.replaceAll('-', '_'));
    expect(diagram).toContain('  in_force --> suspended: suspend');
    expect(diagram).toContain('  cancelled --> [*]');
    expect(diagram).not.toContain(': grant');
    expect(lifeTable().split('\n')).toHaveLength(LIFE.length + 2);
  });
});
