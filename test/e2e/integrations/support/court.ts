import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  type Client,
  createClient,
  type OrderDocument,
  type Outcome,
  type Subject,
} from '../../../../shared/client/index.ts';
import { clientOf } from '../../service-client.ts';

export interface Person {
  readonly name: string;
  readonly documents: Subject['documents'];
}

export interface OrderTerms {
  readonly orderId: string;
  readonly person: Person;
  readonly items: OrderDocument['items'];
  readonly grants?: OrderDocument['grants'];
}

export interface Court {
  /** Sends the orders and waits until checks see them. */
  impose(...orders: readonly OrderTerms[]): Promise<void>;
  /** Ends an order and waits until that is recorded: the very next check sees it. */
  release(orderId: string): Promise<void>;
  /** What operators reported of the denials that an order led to, in counts. */
  outcomesOf(orderId: string): Promise<Readonly<Partial<Record<Outcome, number>>>>;
}

/** The court of the embedded default. */
export function createCourt(baseUrl: string): Court {
  const client = createClient({ baseUrl, clientId: 'demo-court', clientSecret: 'demo-court-secret' });
  return {
    async impose(...orders) {
      const changes = orders.map((terms) => ({ changeId: randomUUID(), order: documentOf(terms) }));
      const results = await client.sendListChanges(changes);
      const rejected = results.filter(({ status }) => status === 'rejected');
      if (rejected.length > 0) throw new Error(`rejected: ${JSON.stringify(rejected)}`);
      for (const { changeId } of changes) await untilEffective(client, changeId);
    },
    async release(orderId) {
      const { changeId } = await client.act(orderId, { act: 'release', endReason: 'performed' });
      await untilApplied(client, changeId);
    },
    async outcomesOf(orderId) {
      const reader = await clientOf(baseUrl, 'demo-court');
      const { body } = await reader.get(`/v1/orders/${orderId}/effects`);
      const { months } = body as { readonly months: readonly { readonly outcomes: object }[] };
      return Object.assign({}, ...months.map(({ outcomes }) => outcomes));
    },
  };
}

async function untilApplied(client: Client, changeId: string): Promise<string> {
  for (;;) {
    const { status, effectiveAt } = await client.getChange(changeId);
    if (status === 'applied') return effectiveAt ?? '';
    if (status !== 'queued') throw new Error(`the change is ${status}`);
    await sleep(100);
  }
}

async function untilEffective(client: Client, changeId: string): Promise<void> {
  const effectiveAt = await untilApplied(client, changeId);
  await sleep(Math.max(0, Date.parse(effectiveAt) - Date.now() + 50));
}

function documentOf({ orderId, person, items, grants = [] }: OrderTerms): OrderDocument {
  return {
    orderId,
    version: 1,
    status: 'active',
    court: { code: '京0199', name: '示例人民法院', phone: '010-00000000' },
    caseNumber: '（2025）京0199执7号',
    basis: 'listed-defaulter',
    subject: { kind: 'person', name: person.name, role: 'debtor', documents: person.documents },
    items,
    period: { from: '2025-03-03T00:00:00+08:00', to: null },
    warnedAt: '2025-02-10T10:00:00+08:00',
    signedBy: 'president',
    servedAt: '2025-03-03T00:00:00+08:00',
    disclosure: 'public',
    grants,
  };
}
