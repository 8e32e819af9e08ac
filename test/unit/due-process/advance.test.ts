import { describe, expect, test } from 'vitest';
import { createMemoryAuditTrail } from '../../../shared/adapters/memory/audit-trail.ts';
import { createMemoryDeadlines } from '../../../shared/adapters/memory/deadlines.ts';
import { createMemoryObjections } from '../../../shared/adapters/memory/objections.ts';
import type { OrderId } from '../../../shared/contracts/ids.ts';
import { DependencyUnavailable } from '../../../shared/contracts/problem.ts';
import { fileObjection } from '../../../shared/due-process/objections/file-objection.ts';
import { createWorkingDays } from '../../../shared/due-process/working-days.ts';
import { NOW_MS, testClock } from '../orders/fixtures.ts';

const ORDER = { orderId: 'ord-1' as OrderId, courtCode: '京0105' };
const FILING = { ground: 'facts', filedBy: 'subject', filedAtMs: NOW_MS } as const;

function world() {
  return {
    clock: testClock(),
    deadlines: createMemoryDeadlines(),
    objections: createMemoryObjections(),
    audit: createMemoryAuditTrail(),
    workingDays: createWorkingDays(),
  };
}

type World = ReturnType<typeof world>;

const file = (deps: World) => fileObjection(ORDER, FILING, 'list-provisions', { actor: 'demo-court' }, deps);
const kinds = ({ deadlines }: World) => deadlines.all().map(({ kind }) => kind);
const fault = async (): Promise<never> => {
  throw new DependencyUnavailable('dynamodb', 'down');
};

describe('a step of an objection that is interrupted', () => {
  test('before the objection was written leaves a clock too many, and the same request completes it', async () => {
    const deps = world();
    await expect(file({ ...deps, objections: { ...deps.objections, write: fault } })).rejects.toBeInstanceOf(
      DependencyUnavailable,
    );
    expect(deps.objections.all()).toEqual([]);
    expect(kinds(deps)).toEqual(['objection-review']);
    expect((await file(deps)).isNew).toBe(true);
    expect(kinds(deps)).toEqual(['objection-review']);
  });

  test('before it was accounted for leaves nothing', async () => {
    const deps = world();
    await expect(file({ ...deps, audit: { ...deps.audit, record: fault } })).rejects.toBeInstanceOf(
      DependencyUnavailable,
    );
    expect([deps.objections.all(), kinds(deps)]).toEqual([[], []]);
  });

  test('by a run through the clocks that stopped its clock starts it again', async () => {
    const deps = world();
    const write = deps.objections.write;
    const filed = await file({
      ...deps,
      objections: {
        ...deps.objections,
        async write(objection) {
          for (const one of deps.deadlines.all()) await deps.deadlines.stop(one.orderId, one.deadlineId);
          return await write(objection);
        },
      },
    });
    expect(filed.isNew).toBe(true);
    expect(kinds(deps)).toEqual(['objection-review']);
  });
});
