import { describe, expect, test } from 'vitest';
import { createMemoryAllowances } from '../../../shared/adapters/memory/allowances.ts';
import { createMemoryNotices } from '../../../shared/adapters/memory/notices.ts';
import type { DocumentInput } from '../../../shared/contracts/document.ts';
import { DependencyUnavailable } from '../../../shared/contracts/problem.ts';
import type { KeyState } from '../../../shared/key-rotation/state.ts';
import { liftOf } from '../../../shared/notices/lifted.ts';
import { notifyOfChange } from '../../../shared/notices/notify-of-change.ts';
import { withAliases } from '../../../shared/orders/aliases.ts';
import type { OrderRecord } from '../../../shared/orders/order.ts';
import { sealingContext } from '../../../shared/orders/sealing.ts';
import { syntheticOrganizationCode, syntheticResidentId } from '../../fixtures/synthetic-documents.ts';
import { createKeyRotationWorld, type KeyRotationWorld } from '../../support/key-rotation-world.ts';
import { changeIdOf, documentAsSent, NAME } from '../orders/fixtures.ts';

const PATIENCE_MS = 15 * 60_000;
const LISTED: DocumentInput = { type: 'resident-id', number: syntheticResidentId(1) };
const SECOND: DocumentInput = { type: 'passport', number: 'X1234567', issuer: 'DEU' };
const OTHER: DocumentInput = { type: 'resident-id', number: syntheticResidentId(9) };

let changes = 0;

function changeOf(
  orderId: string,
  version: number,
  { documents = [LISTED], clears = [], name = NAME, ...rest }: Record<string, unknown> = {},
) {
  changes += 1;
  const subject = {
    kind: 'person',
    name,
    role: 'debtor',
    documents,
    ...((clears as unknown[]).length > 0 ? { clearedDocuments: clears } : {}),
  };
  return {
    changeId: changeIdOf(changes) as string,
    order: documentAsSent({ orderId, version, subject, ...rest }),
  };
}

const ENDED = { status: 'released', endReason: 'performed' };

/** Sends a change with a container of intake and applies it with a new one of list-sync. */
async function apply(
  world: KeyRotationWorld,
  intake: ReturnType<KeyRotationWorld['newIntake']>,
  change: unknown,
) {
  expect(await intake(change)).toMatchObject([{ status: 'accepted' }]);
  const [applied] = await world.newApplier()(world.waiting());
  world.clock.advance(10_000);
  return applied?.kind;
}

async function orderOf(world: KeyRotationWorld, orderId = 'ord-1'): Promise<OrderRecord> {
  return (await world.orders.get(orderId as never)) as OrderRecord;
}

const pass = (world: KeyRotationWorld) => {
  world.clock.advance(PATIENCE_MS);
  return world.rotate('rekey');
};

/** From the beginning to the point where checks can be switched. */
async function rekeyed(world: KeyRotationWorld): Promise<KeyState> {
  expect(await world.rotate('begin')).toMatchObject({ kind: 'done', state: { phase: 'dual' } });
  await pass(world);
  const { state } = await pass(world);
  expect(state.rekeyedAtMs).toBe(world.clock.wallMs());
  await world.build();
  return state;
}

async function switched(world: KeyRotationWorld): Promise<void> {
  await rekeyed(world);
  expect(await world.rotate('switch')).toMatchObject({ kind: 'done' });
}

async function rotated(world: KeyRotationWorld): Promise<void> {
  await switched(world);
  world.clock.advance(PATIENCE_MS);
  expect(await world.rotate('retire')).toMatchObject({ kind: 'done' });
  expect(await pass(world)).toMatchObject({ kind: 'done', state: { phase: 'stable', lookup: '2' } });
  await world.build();
}

async function imposed(): Promise<KeyRotationWorld> {
  const world = createKeyRotationWorld();
  expect(await apply(world, world.newIntake(), changeOf('ord-1', 1))).toBe('applied');
  await world.build();
  return world;
}

describe('a rotation', () => {
  test('ends with orders, pointers and a snapshot of the new version alone', async () => {
    const world = await imposed();
    const before = await orderOf(world);
    const [old] = before.keys;
    await rotated(world);
    const order = await orderOf(world);
    expect(order.sealedDocument).not.toBe(before.sealedDocument);
    const opened = [before, order].map(({ sealedDocument }) =>
      world.rotation.cipher.open(sealedDocument, sealingContext(order)),
    );
    expect(new Set(await Promise.all(opened)).size).toBe(1);
    expect(order).toMatchObject({ secretVersion: '2', version: 1, formerKeys: [old] });
    expect(order.terms.nameDigests).toBeUndefined();
    expect(await world.lastingPointers('ord-1')).toEqual(order.keys);
    expect((await world.manifests.current())?.secretVersion).toBe('2');
    expect((await world.newChecks().check(LISTED, NAME)).decision).toBe('deny');
    expect((await world.newChecks().check(LISTED, '测试乙')).decision).toBe('verify-identity');
    expect((await world.newChecks().check(OTHER)).decision).toBe('allow');
  });

  test('is followed by the next one, and the one after', async () => {
    const world = await imposed();
    await rotated(world);
    for (const version of ['3', '4']) {
      await world.rotate('begin');
      await pass(world);
      await pass(world);
      await world.build();
      await world.rotate('switch');
      world.clock.advance(PATIENCE_MS);
      await world.rotate('retire');
      const { state } = await pass(world);
      expect(state).toMatchObject({ phase: 'stable', lookup: version });
      expect((await world.newChecks().check(LISTED)).decision).toBe('deny');
    }
    expect((await orderOf(world)).keys).toHaveLength(1);
  });

  test('given up before the switch leaves the old version as it was', async () => {
    const world = await imposed();
    const { keys } = await orderOf(world);
    await rekeyed(world);
    expect((await orderOf(world)).keys).toHaveLength(2);
    await world.rotate('abandon');
    const { state } = await pass(world);
    expect(state).toMatchObject({ phase: 'stable', lookup: '1', retired: [{ version: '2' }] });
    expect((await orderOf(world)).keys).toEqual(keys);
    expect((await world.newChecks().check(LISTED)).decision).toBe('deny');
  });

  test('refuses a step too early, and changes nothing', async () => {
    const world = await imposed();
    for (const command of ['rekey', 'switch', 'back', 'retire', 'abandon', 'forget'] as const) {
      expect(await world.rotate(command), command).toMatchObject({ kind: 'refused' });
    }
    await world.rotate('begin');
    const { state } = await world.rotate('status');
    for (const command of ['begin', 'switch', 'back', 'retire', 'abandon', 'forget'] as const) {
      expect(await world.rotate(command), command).toMatchObject({ kind: 'refused', state });
    }
    expect(await world.store.read()).toEqual(state);
    expect(world.secret().map(({ version }) => version)).toEqual(['1', '2']);
  });

  test('does not switch checks before a snapshot covers the new version', async () => {
    const world = await imposed();
    await world.rotate('begin');
    await pass(world);
    await pass(world);
    expect(await world.rotate('switch')).toMatchObject({
      kind: 'refused',
      reason: expect.stringContaining('snapshot'),
    });
    await world.build();
    expect(await world.rotate('switch')).toMatchObject({ kind: 'done', state: { lookup: '2' } });
  });

  test('moves the log when snapshots have to say something else, as a builder may wait for that', async () => {
    const world = await imposed();
    await world.rotate('begin');
    await pass(world);
    const before = await world.log.head();
    await pass(world);
    expect(await world.log.head()).toBe(before + 1);
  });

  test('begins with a key of its own, never with one that a broken beginning left', async () => {
    const world = await imposed();
    await world.vault.add('2');
    const left = world.secret()[1];
    expect(await world.rotate('begin')).toMatchObject({
      state: { live: [{ version: '1' }, { version: '2' }] },
    });
    expect(world.secret()).toHaveLength(2);
    expect(world.secret()[1]).not.toEqual(left);
  });

  test('forgets a retired version in the secret too', async () => {
    const world = await imposed();
    await rotated(world);
    expect(world.secret().map(({ version }) => version)).toEqual(['1', '2']);
    expect(await world.rotate('forget')).toMatchObject({
      kind: 'done',
      state: { retired: [], digests: '2' },
    });
    expect(world.secret().map(({ version }) => version)).toEqual(['2']);
    expect((await world.newChecks().check(LISTED)).decision).toBe('deny');
  });
});

describe('a pass', () => {
  test('goes on where it was broken off, and says how far it has come', async () => {
    const world = createKeyRotationWorld();
    for (let n = 1; n <= 7; n++) {
      const documents = [{ type: 'resident-id', number: syntheticResidentId(n) }];
      await apply(world, world.newIntake(), changeOf(`ord-${n}`, 1, { documents }));
    }
    await world.rotate('begin');
    let pages = 0;
    const paused = {
      ...world.clock,
      wallMs: () => world.clock.wallMs() + (pages > 1 ? 1 : 0),
    };
    const counting = {
      page: (cursor: string | undefined) => {
        pages += 1;
        return world.rotation.pages.page(cursor);
      },
    };
    const untilMs = world.clock.wallMs() + 1;
    const first = await world.rotate('rekey', { pages: counting, clock: paused }, untilMs);
    expect(first).toMatchObject({ kind: 'paused', state: { pass: { looked: 4, rekeyed: 4, failed: 0 } } });
    expect(await world.rotate('rekey')).toMatchObject({
      kind: 'done',
      state: { lastPass: { looked: 7, rekeyed: 7, failed: 0 } },
    });
    for (let n = 1; n <= 7; n++) expect((await orderOf(world, `ord-${n}`)).secretVersion).toBe('1+2');
  });

  test('leaves an order out that it cannot open, says so, and does not count then', async () => {
    const world = await imposed();
    await apply(world, world.newIntake(), changeOf('ord-2', 1, { documents: [OTHER] }));
    const damaged = await orderOf(world, 'ord-2');
    await world.orders.write({ ...damaged, sealedDocument: 'damaged', revision: 9 }, damaged);
    await world.rotate('begin');
    world.clock.advance(PATIENCE_MS);
    const left: string[] = [];
    const { state } = await world.rotate('rekey', { onFailed: (orderId) => left.push(orderId) });
    expect(left).toEqual(['ord-2']);
    expect(state).toMatchObject({ lastPass: { rekeyed: 1, failed: 1 } });
    expect(state.closedAtMs).toBeUndefined();
  });

  test('gives no keys to an order that has ended, and does not bring it back', async () => {
    const world = await imposed();
    await apply(world, world.newIntake(), changeOf('ord-1', 2, ENDED));
    const ended = await orderOf(world);
    await rotated(world);
    expect(await orderOf(world)).toEqual(ended);
    expect((await world.newChecks().check(LISTED)).decision).toBe('allow');
  });

  test('takes up a change that comes between its read and its write', async () => {
    const world = await imposed();
    const intake = world.newIntake();
    await world.rotate('begin');
    let isFirst = true;
    const orders = {
      ...world.orders,
      async write(...args: Parameters<typeof world.orders.write>) {
        if (isFirst) {
          isFirst = false;
          await apply(world, intake, changeOf('ord-1', 2, { documents: [LISTED, SECOND] }));
        }
        return await world.orders.write(...args);
      },
    };
    await world.rotate('rekey', { orders });
    const order = await orderOf(world);
    expect(order).toMatchObject({ version: 2, secretVersion: '1+2' });
    expect(order.keys).toHaveLength(4);
    expect(await world.lastingPointers('ord-1')).toEqual(order.keys);
  });

  test('is stopped by a step that somebody takes meanwhile', async () => {
    const world = await imposed();
    await world.rotate('begin');
    world.clock.advance(PATIENCE_MS);
    const pages = {
      async page(cursor: string | undefined) {
        await world.rotate('abandon');
        return await world.rotation.pages.page(cursor);
      },
    };
    expect(await world.rotate('rekey', { pages })).toMatchObject({ kind: 'refused' });
    expect(await world.store.read()).toMatchObject({ phase: 'retiring' });
  });
});

describe('a container', () => {
  test('goes on with the old version until it confirms the switch, and both are right', async () => {
    const world = await imposed();
    const checks = world.newChecks();
    expect((await checks.check(LISTED)).decision).toBe('deny');
    await rekeyed(world);
    await checks.check(LISTED);
    await world.rotate('switch');
    expect((await checks.lookup()).keyer.secretVersion).toBe('1');
    expect((await checks.check(LISTED)).decision).toBe('deny');
    world.clock.advance(10 * 60_000 + 1);
    expect((await checks.check(LISTED)).decision).toBe('deny');
    expect((await checks.lookup()).keyer.secretVersion).toBe('2');
  });

  test('takes the new version up with its filter at hand, while no request waits', async () => {
    const world = await imposed();
    const checks = world.newChecks();
    await rekeyed(world);
    await checks.check(LISTED);
    await checks.follow();
    await world.rotate('switch');
    world.clock.advance(5 * 60_000 + 1);
    await checks.check(LISTED);
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect((await checks.lookup()).keyer.secretVersion).toBe('2');
    expect(checks.view()).toMatchObject({ kind: 'usable' });
  });

  test('answers nothing once it cannot confirm what it knows', async () => {
    const world = await imposed();
    const checks = world.newChecks();
    await checks.check(OTHER);
    const read = world.store.read;
    world.store.read = () => Promise.reject(new DependencyUnavailable('dynamodb', 'down'));
    world.clock.advance(10 * 60_000);
    expect((await checks.check(LISTED)).decision).toBe('deny');
    world.clock.advance(1);
    expect((await checks.check(LISTED)).decision).toBe('undetermined');
    expect((await checks.check(OTHER)).decision).toBe('undetermined');
    world.store.read = read;
    world.clock.advance(5_000);
    expect((await checks.check(OTHER)).decision).toBe('allow');
  });

  test('of intake makes nothing while the secret does not show a version that counts', async () => {
    const world = await imposed();
    const add = world.vault.remove;
    await world.rotate('begin');
    await add('2');
    await expect(world.newIntake()(changeOf('ord-1', 2))).rejects.toThrow(DependencyUnavailable);
    expect((await world.newChecks().check(LISTED)).decision).toBe('deny');
  });
});

describe('a change from before the rotation that is applied after the switch', () => {
  /** Intake that knows nothing of the rotation, and what it takes in before it begins. */
  async function late(...sent: unknown[]) {
    const world = await imposed();
    await world.newIntake()(...sent);
    const waiting = world.waiting();
    await switched(world);
    const [applied] = await world.newApplier()(waiting);
    world.clock.advance(10_000);
    return { world, applied, waiting };
  }

  test('of the documents that the order named applies, with the keys that the order has of them', async () => {
    const { world, applied } = await late(changeOf('ord-1', 2, { items: ['rail-emu'] }));
    expect(applied?.kind).toBe('applied');
    const order = await orderOf(world);
    expect(order).toMatchObject({ version: 2, secretVersion: '1+2' });
    expect((await world.newChecks().check(LISTED, NAME)).decision).toBe('deny');
  });

  test('of another document is rejected on its receipt, and sent again it applies', async () => {
    const change = changeOf('ord-1', 2, { documents: [LISTED, OTHER] });
    const { world, applied, waiting } = await late(change);
    expect(applied?.kind).toBe('rejected');
    const receipt = () => world.receipts.get(change.changeId as never);
    expect(await receipt()).toMatchObject({
      status: 'rejected',
      problems: [{ pointer: '/order', detail: expect.stringContaining('send the same change again') }],
    });
    expect((await orderOf(world)).version).toBe(1);
    // A further delivery of the first message changes nothing either.
    expect((await world.newApplier()(waiting))[0]?.kind).toBe('rejected');
    expect(await apply(world, world.newIntake(), change)).toBe('applied');
    expect(await receipt()).toMatchObject({ status: 'applied' });
    expect((await world.newChecks().check(OTHER)).decision).toBe('deny');
  });

  test('of another name, or of a new order, is rejected too, and leaves no pointer', async () => {
    const renamed = await late(changeOf('ord-1', 2, { name: '测试丙' }));
    expect(renamed.applied?.kind).toBe('rejected');
    const fresh = await late(changeOf('ord-5', 1, { documents: [OTHER] }));
    expect(fresh.applied?.kind).toBe('rejected');
    expect(await fresh.world.lastingPointers('ord-5')).toEqual([]);
  });

  test('that ends the order, or suspends it, applies whatever keys it has', async () => {
    const released = await late(changeOf('ord-1', 2, { ...ENDED, documents: [OTHER] }));
    expect(released.applied?.kind).toBe('applied');
    expect((await released.world.newChecks().check(LISTED)).decision).toBe('allow');
    const suspended = await late(changeOf('ord-1', 2, { status: 'suspended', name: '测试丙' }));
    expect(suspended.applied?.kind).toBe('applied');
    expect((await suspended.world.newChecks().check(LISTED)).decision).toBe('allow');
  });

  test('that suspends the order with keys it lacks is made up for, and followers learn of them', async () => {
    const { world } = await late(changeOf('ord-1', 2, { status: 'suspended', documents: [LISTED, OTHER] }));
    const checks = world.newChecks();
    await checks.check(OTHER);
    await checks.follow();
    expect(checks.view()).toMatchObject({ kind: 'usable' });
    expect(await world.rotate('rekey')).toMatchObject({ state: { lastPass: { rekeyed: 1 } } });
    await apply(world, world.newIntake(), changeOf('ord-1', 3, { documents: [LISTED, OTHER] }));
    await checks.follow();
    expect(checks.view()).toMatchObject({ kind: 'usable' });
    expect((await checks.check(OTHER)).decision).toBe('deny');
  });

  test('sent once more across the rotation is the same change', async () => {
    const world = createKeyRotationWorld();
    const change = changeOf('ord-1', 1);
    await apply(world, world.newIntake(), change);
    await world.build();
    await rotated(world);
    expect(await world.newIntake()(change)).toEqual([{ changeId: change.changeId, status: 'accepted' }]);
    const other = { ...change, order: { ...change.order, items: ['air'] } };
    expect(await world.newIntake()(other)).toMatchObject([{ status: 'rejected' }]);
  });
});

describe('a document that was cleared', () => {
  test.each(['before the rotation', 'while two versions count', 'after it'])(
    '%s matches nobody for good',
    async (when) => {
      const world = createKeyRotationWorld();
      const before = world.newIntake();
      await apply(world, before, changeOf('ord-1', 1, { documents: [LISTED, SECOND] }));
      await world.build();
      const clearing = changeOf('ord-1', 2, { documents: [LISTED, SECOND], clears: [SECOND] });
      if (when === 'before the rotation') await apply(world, before, clearing);
      if (when === 'while two versions count') {
        await world.rotate('begin');
        await apply(world, world.newIntake(), clearing);
        await pass(world);
        await pass(world);
        await world.build();
        await world.rotate('switch');
        world.clock.advance(PATIENCE_MS);
        await world.rotate('retire');
        await pass(world);
      } else await rotated(world);
      if (when === 'after it') await apply(world, world.newIntake(), clearing);
      expect((await world.newChecks().check(SECOND)).decision).toBe('allow');
      await apply(world, world.newIntake(), changeOf('ord-1', 3, { documents: [LISTED, SECOND] }));
      expect((await world.newChecks().check(SECOND)).decision).toBe('allow');
      expect((await world.newChecks().check(LISTED)).decision).toBe('deny');
    },
  );

  test('and is named by no version since stays cleared, as its retired version is kept and counted', async () => {
    const world = createKeyRotationWorld();
    const before = world.newIntake();
    const both = { documents: [LISTED, SECOND] };
    await apply(world, before, changeOf('ord-1', 1, both));
    await apply(world, before, changeOf('ord-1', 2, { ...both, clears: [SECOND] }));
    await apply(world, before, changeOf('ord-1', 3));
    await world.build();
    await rotated(world);
    expect(await world.rotate('forget')).toMatchObject({
      kind: 'refused',
      reason: expect.stringContaining('1 orders'),
    });
    await apply(world, world.newIntake(), changeOf('ord-1', 4, both));
    expect((await world.newChecks().check(SECOND)).decision).toBe('allow');
  });
});

describe('a denial under the old version', () => {
  async function denied() {
    const world = createKeyRotationWorld();
    await apply(world, world.newIntake(), changeOf('ord-1', 1, { documents: [LISTED, SECOND] }));
    await world.build();
    expect((await world.newChecks().check(SECOND)).decision).toBe('deny');
    await rotated(world);
    const [denial] = await world.interceptions.listByOrder('ord-1' as never);
    return { world, denial: denial as NonNullable<typeof denial> };
  }

  test('holds after the rotation, as its document is named still', async () => {
    const { world, denial } = await denied();
    const order = await orderOf(world);
    expect(order.keys).not.toEqual(expect.arrayContaining([...(denial.matchedKeys ?? [])]));
    expect(liftOf(denial, order, world.clock.wallMs(), () => false)).toBeUndefined();
  });

  test('does not hold once a version drops its document', async () => {
    const { world, denial } = await denied();
    await apply(world, world.newIntake(), changeOf('ord-1', 2));
    expect(liftOf(denial, await orderOf(world), world.clock.wallMs(), () => false)).toBe('order-narrowed');
  });

  test('leads to a notice when its document is cleared by a version that does not govern', async () => {
    const { world } = await denied();
    const notices = createMemoryNotices();
    const order = await orderOf(world);
    const [denial] = await world.interceptions.listByOrder('ord-1' as never);
    const clearing = order.keys.filter((key) =>
      withAliases(denial?.matchedKeys ?? [], order.aliases).includes(key),
    );
    expect(clearing).toHaveLength(1);
    await notifyOfChange(
      order,
      changeIdOf(9_999),
      world.clock.wallMs(),
      {
        interceptions: world.interceptions,
        orders: world.orders,
        allowances: createMemoryAllowances(),
        notices,
      },
      clearing,
    );
    expect(notices.all()).toHaveLength(1);
  });

  test('counts a repeat on the same decision across the switch', async () => {
    const world = await imposed();
    const first = await world.newChecks().check(LISTED);
    await switched(world);
    const second = await world.newChecks().check(LISTED);
    expect(first).toMatchObject({ decision: 'deny' });
    expect(second).toMatchObject({ decisionId: (first as { decisionId?: string }).decisionId });
  });
});

test('organizations and their officers are found before, during and after', async () => {
  const world = createKeyRotationWorld();
  const code = { type: 'unified-social-credit-code', number: syntheticOrganizationCode(1) } as const;
  const organization = changeOf('ord-7', 1);
  organization.order.subject = { kind: 'organization', name: '测试公司', role: 'debtor', documents: [code] };
  await apply(world, world.newIntake(), organization);
  const officer = changeOf('ord-8', 1, { documents: [OTHER] });
  Object.assign(officer.order.subject as object, { role: 'legal-representative', of: code.number });
  await apply(world, world.newIntake(), officer);
  await world.build();
  const both = async () => [
    (await world.newChecks().check(code)).decision,
    (await world.newChecks().check(OTHER)).decision,
  ];
  const found = await both();
  expect(found[1]).toBe('deny');
  await rekeyed(world);
  expect(await both()).toEqual(found);
  await world.rotate('switch');
  expect(await both()).toEqual(found);
  world.clock.advance(PATIENCE_MS);
  await world.rotate('retire');
  expect(await both()).toEqual(found);
  await pass(world);
  expect(await both()).toEqual(found);
});
