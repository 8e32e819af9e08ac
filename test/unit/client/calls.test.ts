import { describe, expect, test } from 'vitest';
import { DEMO_IMPOSITION } from '../../../infra/local/demo-order.ts';
import { requestOf } from '../../../shared/client/courts/act.ts';
import type { Client, CourtAct, GrantTerms } from '../../../shared/client/index.ts';
import { listChangeField } from '../../../shared/contracts/list-change.ts';
import { DOCUMENT_ACTS } from '../../../shared/due-process/acts/document-acts.ts';
import { createClientWorld } from './client-world.ts';

const TERMS: GrantTerms = {
  kind: 'single',
  items: ['air'],
  from: '2026-12-01T00:00:00+08:00',
  to: '2026-12-02T00:00:00+08:00',
  uses: 1,
  approvedBy: 'court',
};
const documents = [{ type: 'resident-id', number: '999999199001010016' }] as const;
const ACTS: readonly CourtAct[] = [
  { act: 'release', endReason: 'performed' },
  { act: 'suspend' },
  { act: 'resume', staff: 'clerk-7' },
  { act: 'cancel' },
  { act: 'cancel', endReason: 'entered-in-error' },
  { act: 'grant', ...TERMS },
  { act: 'grant', grantId: 'g1', ...TERMS },
  { act: 'revoke-grant', grantId: 'g1' },
  { act: 'add-documents', documents },
  { act: 'clear-documents', documents },
  { act: 'role-ended' },
];

describe('the acts of a court', () => {
  test('are all those of the service', () => {
    const paths = new Set(ACTS.map((act) => requestOf(act).path.replace('grants/g1/', 'grants/:about/')));
    expect([...paths].sort()).toEqual(DOCUMENT_ACTS.map(({ path }) => path).sort());
  });

  test.each(ACTS)('$act has a body that the service takes', (act) => {
    const { path, body } = requestOf(act);
    const theirs = DOCUMENT_ACTS.find((one) => one.path === path.replace('grants/g1/', 'grants/:about/'));
    expect(theirs?.body.safeParse(JSON.parse(JSON.stringify(body)))).toMatchObject({ success: true });
  });

  test("the demo's order is a list change of the client and of the service", async () => {
    const { client, clock, answer, seen } = createClientWorld();
    answer(() =>
      Response.json(
        { results: [{ changeId: DEMO_IMPOSITION.changeId, status: 'accepted' }] },
        { status: 202 },
      ),
    );
    await clock.run(client.sendListChanges([DEMO_IMPOSITION]));
    const sent = seen[0]?.json as { changes: unknown[] } | undefined;
    expect(listChangeField.safeParse(sent?.changes[0])).toMatchObject({ success: true });
  });
});

const notice = {
  noticeId: 'ntc_1',
  decisionIds: ['dec_1'],
  createdAt: '2026-11-24T08:00:00.000+08:00',
  delivery: { state: 'pending', attempts: 1, nextAttemptAt: '2026-11-24T08:01:00.000+08:00' },
};

describe('an answer is read by what it needs and no more', () => {
  test('notices with fields that a newer service adds', async () => {
    const { client, clock, answer, seen } = createClientWorld();
    answer(() => Response.json({ notices: [{ ...notice, more: 1 }], next: 'ntc_1', total: 9 }));
    expect(await clock.run(client.listNotices({ state: 'all', after: 'ntc_0', limit: 1 }))).toEqual({
      notices: [notice],
      next: 'ntc_1',
    });
    expect(seen[0]?.path).toBe('/v1/notices?state=all&after=ntc_0&limit=1');
  });

  const calls: readonly (readonly [
    string,
    (client: Client) => Promise<unknown>,
    number,
    readonly unknown[],
  ])[] = [
    [
      'notices',
      (client) => client.listNotices(),
      200,
      [
        [],
        { notices: {} },
        { notices: [{ ...notice, delivery: 1 }] },
        { notices: [{ ...notice, decisionIds: [7] }] },
      ],
    ],
    ['a webhook', (client) => client.getWebhook(), 200, [{}, { url: 'x' }, []]],
    [
      'a new secret',
      (client) => client.rotateWebhookSecret(),
      200,
      [
        { url: 'x', state: 'active' },
        { url: 'x', state: 'active', secret: '' },
      ],
    ],
    [
      'a change',
      (client) => client.getChange('c-1'),
      200,
      [{}, { changeId: 'c-1', orderId: 'o', version: '1', status: 'queued' }],
    ],
    [
      'results of changes',
      (client) => client.sendListChanges([]),
      202,
      [
        { results: [{ changeId: 'c', status: 'maybe' }] },
        { results: [{ changeId: 'c', status: 'rejected' }] },
        { results: 1 },
      ],
    ],
  ];

  test.each(calls)('%s in another form are a MalformedAnswer', async (_, call, status, answers) => {
    for (const json of answers) {
      const { client, clock, answer } = createClientWorld();
      answer(() => Response.json(json, { status }));
      await expect(clock.run(call(client))).rejects.toMatchObject({ name: 'MalformedAnswer', status });
    }
  });

  test('another status than that of success is none', async () => {
    const { client, clock, answer } = createClientWorld();
    answer(() => Response.json({ results: [] }, { status: 200 }));
    await expect(clock.run(client.sendListChanges([]))).rejects.toMatchObject({ name: 'MalformedAnswer' });
  });
});

test('an id stays one step of the path, whatever is in it', async () => {
  const { client, clock, answer, seen } = createClientWorld();
  answer(() => new Response(null, { status: 204 }));
  await clock.run(client.acknowledge('../webhook?x=1#y'));
  await clock.run(client.reportOutcome('a/b', [{ ref: 'p1', outcome: 'sold' }]));
  expect(seen.map(({ path }) => path)).toEqual([
    '/v1/notices/..%2Fwebhook%3Fx%3D1%23y/acknowledge',
    '/v1/checks/a%2Fb/outcome',
  ]);
});
