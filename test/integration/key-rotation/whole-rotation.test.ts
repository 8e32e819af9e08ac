import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createInquiryApp } from '../../../functions/inquiry-api/app.ts';
import { createInquiryDependencies } from '../../../functions/inquiry-api/dependencies.ts';
import { createKeyRotationHandler, type KeyReport } from '../../../functions/key-rotation/app.ts';
import { createKeyRotationDependencies } from '../../../functions/key-rotation/dependencies.ts';
import { createDynamoDbOrders } from '../../../shared/adapters/dynamodb/orders.ts';
import { createDynamoDbSnapshotManifests } from '../../../shared/adapters/dynamodb/snapshot-manifests.ts';
import type { OrderId } from '../../../shared/contracts/ids.ts';
import type { KeyCommand } from '../../../shared/key-rotation/rotation.ts';
import { systemClock } from '../../../shared/runtime/clock.ts';
import { syntheticOrganizationCode, syntheticResidentId } from '../../fixtures/synthetic-documents.ts';
import { startWiredFunctions, type WiredFunctions } from '../../support/wired-functions.ts';
import { documentAsSent, NAME } from '../../unit/orders/fixtures.ts';

let wired: WiredFunctions;
let rotate: (command: KeyCommand) => Promise<KeyReport>;
/** How much later it is for the rotation than for everybody else; new containers are as good as old ones later. */
let laterMs = 0;

beforeAll(async () => {
  wired = await startWiredFunctions();
  const handler = createKeyRotationHandler({
    ...createKeyRotationDependencies(wired.env, wired.log.logger),
    clock: { ...systemClock, wallMs: () => systemClock.wallMs() + laterMs },
  });
  rotate = (command) => handler({ command });
  await wired.buildFilter();
});
afterAll(() => wired.close());

type Container = ReturnType<WiredFunctions['newCheckContainer']>;

const resident = (n: number) => ({ type: 'resident-id', number: syntheticResidentId(n) });
const PASSPORT = { type: 'passport', number: 'X1234567', issuer: 'DEU' };
const CODE = { type: 'unified-social-credit-code', number: syntheticOrganizationCode(1) };
const FLIGHT = { sector: 'air', flight: 'CA1234', cabin: 'economy' };
const HOUSE = { sector: 'property', transaction: 'purchase' };

function person(documents: readonly object[], further: object = {}) {
  return { kind: 'person', name: NAME, role: 'debtor', documents, ...further };
}

function changeOf(orderId: string, version: number, subject: object, further: object = {}) {
  return { changeId: randomUUID(), order: documentAsSent({ orderId, version, subject, ...further }) };
}

const FIRST = changeOf('ord-person', 1, person([resident(1), PASSPORT]));

async function decisionFor(app: Container, document: object, purchase: object = FLIGHT, name?: string) {
  const subjects = [{ ref: 'p1', documents: [document], ...(name === undefined ? {} : { name }) }];
  const { body } = await wired.check(app, { purchase, subjects });
  return body.results[0].decision as string;
}

/** What everybody is told who is listed, was cleared, or is not listed at all. */
async function everybody(app: Container) {
  return {
    person: await decisionFor(app, resident(1), FLIGHT, NAME),
    otherName: await decisionFor(app, resident(1), FLIGHT, '测试乙'),
    passport: await decisionFor(app, PASSPORT),
    organization: await decisionFor(app, CODE, HOUSE),
    officer: await decisionFor(app, resident(2)),
    named: await decisionFor(app, resident(3)),
    cleared: await decisionFor(app, resident(4)),
    nobody: await decisionFor(app, resident(99)),
  };
}

const AS_IT_IS = {
  person: 'deny',
  otherName: 'verify-identity',
  passport: 'deny',
  organization: 'deny',
  officer: 'deny',
  named: 'deny',
  cleared: 'allow',
  nobody: 'allow',
};

/** A new container whose filter is there and read to the end. */
async function warmContainer(): Promise<Container> {
  const app = wired.newCheckContainer();
  await decisionFor(app, resident(99));
  await wired.caughtUp(app);
  expect((await wired.health(app)).status).toBe('ok');
  return app;
}

const covered = async () =>
  (await createDynamoDbSnapshotManifests(wired.engines.dynamoDb.table).current())?.secretVersion;
const orderOf = async (orderId: string) =>
  await createDynamoDbOrders(wired.engines.dynamoDb.table).get(orderId as OrderId);

async function pass(): Promise<KeyReport> {
  laterMs += 15 * 60_000;
  wired.renewCourtsSide();
  return await rotate('rekey');
}

describe('a whole rotation, through the functions as they are wired', () => {
  let old: Container;

  test('begins in a register where everybody is found', async () => {
    await wired.apply(
      FIRST,
      changeOf(
        'ord-organization',
        1,
        { kind: 'organization', name: '测试公司', role: 'debtor', documents: [CODE] },
        {
          items: ['property'],
        },
      ),
      changeOf('ord-officer', 1, person([resident(2)], { role: 'legal-representative', of: CODE.number })),
      changeOf('ord-cleared', 1, person([resident(3), resident(4)])),
    );
    await wired.apply(
      changeOf('ord-cleared', 2, person([resident(3), resident(4)], { clearedDocuments: [resident(4)] })),
    );
    await wired.buildFilter();
    old = await warmContainer();
    expect(await everybody(old)).toEqual(AS_IT_IS);
    expect(await rotate('status')).toMatchObject({ phase: 'stable', lookup: '1', live: ['1'] });
  });

  test('makes keys of both versions while checks stay with the old one', async () => {
    expect(await rotate('begin')).toMatchObject({ result: 'done', phase: 'dual', live: ['1', '2'] });
    // A container of intake that knows nothing of it yet, and one that does.
    await wired.apply(changeOf('ord-late', 1, person([resident(5)])));
    expect((await orderOf('ord-late'))?.secretVersion).toBe('1');
    wired.renewCourtsSide();
    await wired.apply(changeOf('ord-new', 1, person([resident(6)])));
    expect(await orderOf('ord-new')).toMatchObject({ secretVersion: '1+2', keys: { length: 2 } });
    expect(await everybody(old)).toEqual(AS_IT_IS);
    expect(await covered()).toBe('1');
  });

  test('gives every order keys of the new version, and publishes a snapshot that says so', async () => {
    expect(await pass()).toMatchObject({ result: 'done', lastPass: { rekeyed: 5, failed: 0 } });
    expect((await orderOf('ord-late'))?.secretVersion).toBe('1+2');
    await wired.buildFilter();
    expect(await covered()).toBe('1');
    expect(await rotate('switch')).toMatchObject({ result: 'refused' });
    expect(await pass()).toMatchObject({ result: 'done', lastPass: { rekeyed: 0 } });
    expect(await rotate('switch')).toMatchObject({
      result: 'refused',
      reason: expect.stringContaining('snapshot'),
    });
    await wired.buildFilter();
    expect(await covered()).toBe('1+2');
  });

  test('switches checks, of which some do not know it yet, and all are right', async () => {
    expect(await rotate('switch')).toMatchObject({ result: 'done', phase: 'switched', lookup: '2' });
    const fresh = await warmContainer();
    for (const app of [old, fresh]) {
      // The times of effect of the newest orders may lie ahead still: until then a container need not know of them.
      await wired.caughtUp(app);
      expect(await everybody(app)).toEqual(AS_IT_IS);
      expect(await decisionFor(app, resident(5))).toBe('deny');
      expect(await decisionFor(app, resident(6))).toBe('deny');
    }
    await wired.apply(changeOf('ord-after', 1, person([resident(7)])));
    for (const app of [old, fresh]) {
      await wired.caughtUp(app);
      expect(await decisionFor(app, resident(7))).toBe('deny');
    }
  });

  test('gives the old version up, and its keys leave the orders', async () => {
    expect(await rotate('retire')).toMatchObject({ result: 'refused', notBefore: expect.any(String) });
    laterMs += 15 * 60_000;
    expect(await rotate('retire')).toMatchObject({ result: 'done', phase: 'retiring', retired: ['1'] });
    expect(await pass()).toMatchObject({
      phase: 'stable',
      live: ['2'],
      lastPass: { failed: 0, unresolved: 0 },
    });
    for (const orderId of ['ord-person', 'ord-late', 'ord-after'])
      expect((await orderOf(orderId))?.secretVersion).toBe('2');
    expect((await orderOf('ord-person'))?.keys).toHaveLength(2);
    await wired.buildFilter();
    expect(await covered()).toBe('2');
    expect(await everybody(await warmContainer())).toEqual(AS_IT_IS);
  });

  test('leaves courts, persons and retries what they had', async () => {
    wired.renewCourtsSide();
    const [again] = await wired.apply(FIRST);
    expect(again?.status).toBe('accepted');
    await wired.apply(
      changeOf('ord-cleared', 3, person([resident(3), resident(4)])),
      changeOf('ord-officer', 2, person([resident(2)], { role: 'legal-representative', of: CODE.number }), {
        status: 'released',
        endReason: 'performed',
      }),
    );
    const fresh = await warmContainer();
    expect(await everybody(fresh)).toEqual({ ...AS_IT_IS, officer: 'allow' });
    const inquiries = createInquiryApp(createInquiryDependencies(wired.env, wired.log.logger));
    const answer = await inquiries.request(
      '/v1/inquiries',
      {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ document: resident(1), name: NAME }),
      },
      { incoming: { socket: { remoteAddress: '192.0.2.1' } } },
    );
    expect(await answer.json()).toMatchObject({ orders: [{ caseNumber: '（2026）京0105执1234号' }] });
  });

  test('forgets the old version, and tells nobody a key', async () => {
    const path = wired.env.SECRETS_FILE as string;
    const keysIn = () => JSON.stringify(JSON.parse(readFileSync(path, 'utf8')).subjectKey);
    const both = [...keysIn().matchAll(/"key":"([^"]+)"/g)].map(([, key]) => key as string);
    expect(both).toHaveLength(2);
    const report = await rotate('forget');
    expect(report).toMatchObject({ result: 'done', retired: [] });
    expect(keysIn()).toContain('"version":"2"');
    expect(keysIn()).not.toContain(both[0]);
    expect(await everybody(await warmContainer())).toEqual({ ...AS_IT_IS, officer: 'allow' });
    for (const key of both) expect(wired.log.text() + JSON.stringify(report)).not.toContain(key);
    expect(wired.log.codes()).toEqual(expect.arrayContaining(['keys.step', 'keys.progress']));
    expect(wired.log.codes()).not.toContain('keys.order-left');
  });
});
