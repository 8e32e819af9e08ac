import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Webhook } from 'standardwebhooks';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ANSWERS_FILE } from '../../../functions/docs/openapi/examples/answers-file.ts';
import type { KeptAnswer } from '../../../functions/docs/openapi/examples/example.ts';
import { CHANGE_IDS } from '../../../functions/docs/openapi/examples/made-up.ts';
import { UNDETERMINED_EXAMPLE } from '../../../functions/docs/openapi/examples/operators.ts';
import { TOLD_IN_SEQUENCE, WEBHOOK_EXAMPLE } from '../../../functions/docs/openapi/examples/story.ts';
import type { Json } from '../../../functions/docs/openapi/json.ts';
import { readApiDocument } from '../../support/api-schemas.ts';
import { freePort, type RunningService, startService } from '../../support/running-service.ts';
import { startWebhookReceiver, type WebhookReceiver } from '../../support/webhook-receiver.ts';
import { createNormaliser } from './normalised.ts';
import { createStoryteller, type RealAnswer } from './storyteller.ts';
import { answerWithoutRegister } from './without-register.ts';

const { document, validatorAt, responseOf, operations } = readApiDocument();

/** Their answers are long, and shown by themselves. */
const NOT_SHOWN = ['getDocument'];

let folder: string;
let service: RunningService;
let receiver: WebhookReceiver;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'consumption-check-examples-'));
  const env = { DEMO_DATA: 'off', LOG_LEVEL: 'error' };
  service = await startService({ dataFolder: folder, port: await freePort(), env });
  receiver = await startWebhookReceiver((_request, response) => {
    response.writeHead(204).end();
  });
});
afterAll(async () => {
  service?.process.kill('SIGKILL');
  await receiver?.close();
  rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
});

function operationOf(id: string) {
  const found = operations.get(id);
  if (!found) throw new Error(`the document has no operation ${id}`);
  return found;
}

/** What is wrong with an answer by the document: its status, type, body or headers. */
function contradictions(id: string, answer: RealAnswer): readonly string[] {
  const { path, method } = operationOf(id);
  const status = String(answer.status);
  const { response: described, place } = responseOf(path, method, status);
  if (!described) return [`the status ${status} is not described`];
  const missing = Object.entries(described.headers ?? {})
    .filter(
      ([name, { $ref }]) =>
        document.components.headers[$ref.split('/').at(-1) as string]?.required && !answer.headers.has(name),
    )
    .map(([name]) => `the header ${name} is missing`);
  if (answer.mediaType === undefined)
    return described.content ? [...missing, 'the body is missing'] : missing;
  const mediaType = Object.keys(described.content ?? {}).find(
    (one) => one === answer.mediaType || one === '*/*',
  );
  if (mediaType === undefined) return [...missing, `${answer.mediaType} is not described`];
  const validate = validatorAt(...place, 'content', mediaType, 'schema');
  const isValid = validate(answer.body ?? answer.text);
  return isValid ? missing : [...missing, JSON.stringify(validate.errors)];
}

function kept({ status, mediaType, body }: RealAnswer, normalised: (body: Json) => Json): KeptAnswer {
  if (mediaType === undefined) return { status };
  return { status, mediaType, ...(body === undefined ? {} : { body: normalised(body) }) };
}

test('the service answers every example as the document says, and as it shows', async () => {
  const receiverUrl = `http://127.0.0.1:${receiver.port}/notices`;
  const teller = createStoryteller(service.url, receiverUrl, operationOf);
  const normalised = createNormaliser({ service: service.url, receiver: receiverUrl }, [
    ...Object.values(CHANGE_IDS),
    '00000000-0000-4000-8000-000000000000',
  ]);
  const answers: Record<string, KeptAnswer> = {};
  let secret = '';
  for (const example of TOLD_IN_SEQUENCE) {
    const answer = await teller.tell(example);
    expect(answer.status, `${example.name}: ${answer.text.slice(0, 500)}`).toBe(example.status);
    expect(contradictions(example.operation, answer), example.name).toEqual([]);
    if (example.operation === 'rotateWebhookSecret') secret = (answer.body as { secret: string }).secret;
    if (!NOT_SHOWN.includes(example.operation)) answers[example.name] = kept(answer, normalised);
    else answers[example.name] = { status: answer.status };
  }

  const undetermined = await answerWithoutRegister(UNDETERMINED_EXAMPLE);
  expect(contradictions('checkPurchase', undetermined)).toEqual([]);
  answers[UNDETERMINED_EXAMPLE.name] = kept(undetermined, normalised);

  const [notice] = receiver.received;
  if (!notice) throw new Error('no notice came');
  const headers = notice.headers as Record<string, string>;
  expect(() => new Webhook(secret).verify(notice.body, headers)).not.toThrow();
  const event = JSON.parse(notice.body) as Json;
  const validate = validatorAt('components', 'schemas', 'NoticeEvent');
  expect(validate(event), JSON.stringify(validate.errors)).toBe(true);
  expect(contradictingHeaders(headers)).toEqual([]);
  answers[WEBHOOK_EXAMPLE.name] = { status: 204, mediaType: 'application/json', body: normalised(event) };

  // With -u it is written anew; then run: npm run openapi
  await expect(`${JSON.stringify(answers, null, 2)}\n`).toMatchFileSnapshot(ANSWERS_FILE);
}, 90_000);

interface HeaderParameter {
  readonly name: string;
  readonly schema: { readonly pattern: string };
}

/** Headers of a notice that are not as the document says. */
function contradictingHeaders(headers: Readonly<Record<string, string>>): readonly string[] {
  const parameters = (document.webhooks.denialsLifted?.post.parameters ?? []) as readonly HeaderParameter[];
  if (parameters.length === 0) throw new Error('the document describes no headers of a notice');
  return parameters
    .filter(({ name, schema }) => !new RegExp(schema.pattern).test(headers[name] ?? ''))
    .map(({ name }) => name);
}
