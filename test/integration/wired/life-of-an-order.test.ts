import { randomUUID } from 'node:crypto';
import { ScanCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { syntheticResidentId } from '../../fixtures/synthetic-documents.ts';
import { startWiredFunctions, type WiredFunctions } from '../../support/wired-functions.ts';
import { changeAsSent, documentAsSent, NAME } from '../../unit/orders/fixtures.ts';

let wired: WiredFunctions;
beforeAll(async () => {
  wired = await startWiredFunctions();
  await wired.buildFilter();
});
afterAll(() => wired.close());

const gTrain = { sector: 'rail', train: 'G101', seat: 'O' };
const numberOf = (n: number) => syntheticResidentId(n);
const ask = (n: number, more: object = {}) => ({
  purchase: gTrain,
  subjects: [{ ref: 'p1', documents: [{ type: 'resident-id', number: numberOf(n) }], ...more }],
});

/** The order of the n-th person at a version. */
function change(n: number, version: number, overrides: Record<string, unknown> = {}) {
  const subject = {
    ...(documentAsSent().subject as object),
    documents: [{ type: 'resident-id', number: numberOf(n) }],
  };
  return {
    changeId: randomUUID(),
    order: { ...changeAsSent(n).order, orderId: `ord-${n}`, version, subject, ...overrides },
  };
}

type App = ReturnType<WiredFunctions['newCheckContainer']>;
const decisionOf = async (app: App, body: object) => (await wired.check(app, body)).body.results[0];

describe('an order that a court sends through the queue', () => {
  test('is denied once in force, and the very next check after its release passes', async () => {
    const app = wired.newCheckContainer();
    await wired.health(app);
    expect(await decisionOf(app, ask(1))).toMatchObject({ decision: 'allow' });
    await wired.apply(change(1, 1));
    await wired.caughtUp(app);
    expect(await decisionOf(app, ask(1))).toMatchObject({ decision: 'deny' });
    await wired.apply(change(1, 2, { status: 'released', endReason: 'performed' }));
    expect(await decisionOf(app, ask(1))).toEqual({ ref: 'p1', decision: 'allow' });
  });

  test('is known to a container that starts after a snapshot covers it, and to one that follows the log', async () => {
    const following = wired.newCheckContainer();
    await wired.health(following);
    await wired.apply(change(2, 1));
    const { sequence } = await wired.buildFilter();
    const fresh = wired.newCheckContainer();
    const health = await wired.health(fresh);
    expect(health.follower.seq).toBeGreaterThanOrEqual(sequence);
    await wired.caughtUp(following);
    for (const app of [fresh, following]) {
      expect(await decisionOf(app, ask(2))).toMatchObject({ decision: 'deny' });
    }
  });

  test('is suspended and resumed by newer versions', async () => {
    const app = wired.newCheckContainer();
    const decisions = [];
    for (const status of ['active', 'suspended', 'active']) {
      await wired.apply(change(3, decisions.length + 1, { status }));
      await wired.caughtUp(app);
      decisions.push((await decisionOf(app, ask(3))).decision);
    }
    expect(decisions).toEqual(['deny', 'allow', 'deny']);
  });

  test('lets a single grant be used once, by what the operator reports', async () => {
    const grant = {
      grantId: 'g1',
      kind: 'single',
      items: ['rail-emu'],
      from: '2026-01-01T00:00:00+08:00',
      to: '2099-01-01T00:00:00+08:00',
      uses: 1,
      approvedBy: 'court',
    };
    await wired.apply(change(4, 1, { grants: [grant] }));
    const app = wired.newCheckContainer();
    const { body } = await wired.check(app, ask(4));
    expect(body.results).toEqual([{ ref: 'p1', decision: 'allow' }]);
    expect(
      (await wired.report(app, body.checkId, { results: [{ ref: 'p1', outcome: 'sold' }] })).status,
    ).toBe(204);
    const another = { ...ask(4), purchase: { ...gTrain, train: 'G7' } };
    expect(await decisionOf(app, another)).toMatchObject({ decision: 'deny' });
  });

  test('is answered with a second look at the document when the name differs', async () => {
    await wired.apply(change(5, 1));
    const app = wired.newCheckContainer();
    expect(await decisionOf(app, ask(5, { name: '测试乙' }))).toMatchObject({ decision: 'verify-identity' });
    expect(await decisionOf(app, ask(5, { name: NAME }))).toMatchObject({ decision: 'deny' });
  });

  test('leaves no identity in any log line, in any answer to an operator, or in clear in the register', async () => {
    const app = wired.newCheckContainer();
    await wired.apply(change(6, 1), change(7, 1, { signedBy: 'clerk' }), { nonsense: numberOf(8) });
    const answers = [
      await wired.check(app, ask(6)),
      await wired.check(app, ask(6, { name: '测试丙' })),
      await wired.check(app, ask(9)),
      await wired.check(app, { ...ask(10), [numberOf(10)]: 1 }),
      await wired.check(app, { purchase: gTrain, subjects: [{ ref: numberOf(11), documents: [] }] }),
    ];
    const cold = wired.newCheckContainer();
    // Nobody is kept from this purchase: the container learns who asks, and nothing of the register.
    await wired.check(cold, { ...ask(12), purchase: { sector: 'rail', train: 'K528', seat: '1' } });
    wired.dynamoDb.mood = 'failing';
    answers.push(await wired.check(cold, ask(12)));
    wired.dynamoDb.mood = 'well';

    expect(wired.log.lines.length).toBeGreaterThan(10);
    expect(wired.log.codes()).toEqual(
      expect.arrayContaining(['change.applied', 'change.rejected', 'check.undetermined']),
    );
    const { client, tableName } = wired.engines.dynamoDb.table;
    const { Items = [] } = await client.send(new ScanCommand({ TableName: tableName }));
    expect(Items.length).toBeGreaterThan(10);
    const places = {
      logs: wired.log.text(),
      answers: JSON.stringify(answers),
      register: JSON.stringify(Items),
    };
    const identities = [...Array.from({ length: 12 }, (_, n) => numberOf(n + 1)), NAME, '测试乙', '测试丙'];
    for (const [place, text] of Object.entries(places)) {
      const found = identities.filter((identity) => text.includes(identity));
      expect({ place, found }).toEqual({ place, found: [] });
    }
  });
});
