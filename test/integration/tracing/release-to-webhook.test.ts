import {
  CreateQueueCommand,
  DeleteMessageCommand,
  ReceiveMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import type { SQSBatchResponse } from 'aws-lambda';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createNoticesApp } from '../../../functions/notices-api/app.ts';
import { createNoticesApiDependencies } from '../../../functions/notices-api/dependencies.ts';
import { createReleaseNoticesHandler } from '../../../functions/release-notices/app.ts';
import { createReleaseNoticesDependencies } from '../../../functions/release-notices/dependencies.ts';
import { toSqsEvent } from '../../../infra/local/sqs-event.ts';
import { syntheticResidentId } from '../../fixtures/synthetic-documents.ts';
import { startWebhookReceiver, type WebhookReceiver } from '../../support/webhook-receiver.ts';
import { startWiredFunctions, type WiredFunctions } from '../../support/wired-functions.ts';
import { changeAsSent, documentAsSent } from '../../unit/orders/fixtures.ts';

let wired: WiredFunctions;
let receiver: WebhookReceiver;
let sqs: SQSClient;
let statuses: number[] = [];
beforeAll(async () => {
  wired = await startWiredFunctions();
  receiver = await startWebhookReceiver((_, response) => {
    response.writeHead(statuses.shift() ?? 204).end();
  });
  sqs = new SQSClient({
    endpoint: wired.env.SQS_ENDPOINT,
    region: 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });
});
afterAll(async () => {
  sqs.destroy();
  await Promise.all([wired.close(), receiver.close()]);
});

const OPERATOR = 'rail-a';
const documents = (n: number) => [{ type: 'resident-id', number: syntheticResidentId(n) }];
const orderOf = (n: number) =>
  changeAsSent(n, { subject: { ...(documentAsSent().subject as object), documents: documents(n) } });
const ask = (n: number) => ({
  purchase: { sector: 'rail', train: 'G101', seat: 'O' },
  subjects: [{ ref: 'p1', documents: documents(n) }],
});

/** The notices API and the delivery, as they are wired. */
async function notices() {
  const url = (await sqs.send(new CreateQueueCommand({ QueueName: 'parked' }))).QueueUrl as string;
  const env = { ...wired.env, NOTICES_DEAD_LETTERS_URL: url, LOOPBACK_WEBHOOKS: 'allow' };
  const app = createNoticesApp(createNoticesApiDependencies(env, wired.log.logger));
  const handle = createReleaseNoticesHandler(createReleaseNoticesDependencies(env, wired.log.logger));
  return {
    async setWebhook() {
      const response = await app.request('/v1/webhook', {
        method: 'PUT',
        headers: {
          authorization: `Bearer ${await wired.tokenOf(OPERATOR, ['check:rail'])}`,
          'content-type': 'application/json',
        },
        body: JSON.stringify({ url: `http://localhost:${receiver.port}/notices` }),
      });
      expect(response.status).toBe(200);
    },
    async pump() {
      const QueueUrl = wired.env.NOTICES_QUEUE_URL;
      const { Messages = [] } = await sqs.send(
        new ReceiveMessageCommand({
          QueueUrl,
          MaxNumberOfMessages: 10,
          WaitTimeSeconds: 1,
          MessageAttributeNames: ['All'],
        }),
      );
      const response = (await handle(toSqsEvent(Messages, QueueUrl))) as SQSBatchResponse;
      expect(response.batchItemFailures).toEqual([]);
      for (const { ReceiptHandle } of Messages) {
        await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
      }
    },
  };
}

async function release(n: number, traceparent: string) {
  const response = await wired.registry.request(`/v1/orders/ord-${n}/release`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${await wired.tokenOf('demo-court', ['registry:write'])}`,
      'content-type': 'application/json',
      'x-request-id': `release-${n}`,
      traceparent,
    },
    body: JSON.stringify({ endReason: 'performed' }),
  });
  expect(response.status).toBe(202);
}

const traceOf = (n: number) => `${n}bf92f3577b34da6a3ce929d0e0e4736`;

test('two releases that travel in one batch keep a trace each, from the court’s request to the operator’s webhook', async () => {
  const { setWebhook, pump } = await notices();
  await setWebhook();
  await wired.apply(orderOf(1), orderOf(2));
  const container = wired.newCheckContainer();
  await wired.health(container);
  const decisions: string[] = [];
  for (const n of [1, 2]) {
    const { body } = await wired.check(container, ask(n), OPERATOR);
    expect(body.results[0].decision).toBe('deny');
    decisions.push(body.results[0].decisionId);
  }
  for (const n of [1, 2]) await release(n, `00-${traceOf(n)}-00f067aa0ba902b7-01`);
  await wired.drainQueues();
  // The first attempt fails, so that one of them takes the queue twice.
  statuses = [500];
  for (let pumps = 0; pumps < 15 && receiver.received.length < 3; pumps++) await pump();

  expect(receiver.received).toHaveLength(3);
  const spans = new Set<string>();
  const traces: Record<number, Set<string>> = { 1: new Set(), 2: new Set() };
  for (const { headers, body } of receiver.received) {
    const n = 1 + decisions.findIndex((decision) => body.includes(decision));
    const [, traceId, spanId, flags] = String(headers.traceparent).split('-');
    expect(flags).toBe('01');
    expect(traceId).not.toBe(traceOf(n));
    traces[n]?.add(String(traceId));
    spans.add(String(spanId));
    expect(headers.tracestate).toBeUndefined();
  }
  expect(spans.size).toBe(3);
  for (const n of [1, 2]) {
    const lines = wired.log.ofTrace(traceOf(n));
    expect(lines.map(({ code }) => code)).toEqual(
      expect.arrayContaining(['change.accepted', 'change.applied', 'notice.delivered']),
    );
    expect(new Set(lines.map(({ requestId }) => requestId))).toEqual(new Set([`release-${n}`]));
    const told = lines.flatMap(({ fields }) => fields.receiverTraceId ?? []);
    expect(new Set(told)).toEqual(traces[n]);
    expect(traces[n]?.size).toBe(1);
  }
}, 40_000);
