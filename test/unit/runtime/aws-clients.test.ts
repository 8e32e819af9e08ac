import { createServer as createHttpServer, type RequestListener } from 'node:http';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { GetItemCommand } from '@aws-sdk/client-dynamodb';
import { HeadObjectCommand } from '@aws-sdk/client-s3';
import { GetSecretValueCommand } from '@aws-sdk/client-secrets-manager';
import { ReceiveMessageCommand } from '@aws-sdk/client-sqs';
import { afterEach, describe, expect, test } from 'vitest';
import {
  createDynamoDbClient,
  createS3Client,
  createSecretsManagerClient,
  createSqsClient,
  PROFILES,
} from '../../../shared/runtime/aws-clients.ts';

const servers: Server[] = [];
const sockets = new Set<Socket>();

afterEach(() => {
  for (const socket of sockets) socket.destroy();
  for (const server of servers.splice(0)) server.close();
});

async function listening(server: Server): Promise<string> {
  servers.push(server);
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    socket.on('close', () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const httpServer = (listener: RequestListener) => listening(createHttpServer(listener));

const region = 'local';
const read = new GetItemCommand({ TableName: 'registry', Key: { pk: { S: 'a' }, sk: { S: 'b' } } });

interface Failure {
  readonly name: string;
  readonly tookMs: number;
  readonly attempts: number | undefined;
}

async function failureOf(call: Promise<unknown>): Promise<Failure> {
  const startMs = performance.now();
  try {
    await call;
  } catch (error) {
    const { name, $metadata } = error as Error & { $metadata?: { attempts?: number } };
    return { name, tookMs: performance.now() - startMs, attempts: $metadata?.attempts };
  }
  throw new Error('the call was expected to fail');
}

/** What a check may spend on one call, and some time for a slow machine. */
const CHECK_CALL_MS = 650 + 150;

describe('a call on the path of a check', () => {
  const failure = async (endpoint: string) =>
    failureOf(createDynamoDbClient({ region, endpoint, profile: 'check' }).send(read));

  test('ends in time when the engine accepts and never answers', async () => {
    const { name, tookMs, attempts } = await failure(await listening(createServer()));
    expect(name).toBe('TimeoutError');
    expect(attempts).toBe(2);
    expect(tookMs).toBeGreaterThan(2 * PROFILES.check.attemptMs - 20);
    expect(tookMs).toBeLessThan(CHECK_CALL_MS);
  });

  test('ends in time when the engine sends the head of its answer byte by byte', async () => {
    const server = createServer((socket) => {
      const drip = setInterval(() => socket.write('x'), 50);
      socket.once('data', () => socket.write('HTTP/1.1 200 OK\r\nx: '));
      socket.on('close', () => clearInterval(drip));
    });
    const { name, tookMs } = await failure(await listening(server));
    expect(name).toBe('TimeoutError');
    expect(tookMs).toBeLessThan(CHECK_CALL_MS);
  });

  test('ends in time when the engine begins an answer and never ends it', async () => {
    const endpoint = await httpServer((_request, response) => {
      response.writeHead(200, { 'content-type': 'application/x-amz-json-1.0', 'content-length': '100' });
      response.write('{"Item"');
    });
    const { tookMs } = await failure(endpoint);
    expect(tookMs).toBeLessThan(CHECK_CALL_MS);
  });

  test('ends in time when connections are reset', async () => {
    let connections = 0;
    const server = createServer((socket) => {
      connections += 1;
      socket.once('data', () => socket.resetAndDestroy());
    });
    const { tookMs } = await failure(await listening(server));
    expect(connections).toBe(2);
    expect(tookMs).toBeLessThan(300);
  });

  test('ends in time when nothing listens', async () => {
    const { attempts, tookMs } = await failure('http://127.0.0.1:1');
    expect(attempts).toBe(2);
    expect(tookMs).toBeLessThan(300);
  });

  test.each(['ThrottlingException', 'ProvisionedThroughputExceededException'])(
    'is tried twice, at once, when the engine answers %s',
    async (code) => {
      let requests = 0;
      const endpoint = await httpServer((_request, response) => {
        requests += 1;
        response.writeHead(400, { 'content-type': 'application/x-amz-json-1.0' });
        response.end(
          JSON.stringify({ __type: `com.amazonaws.dynamodb.v20120810#${code}`, message: 'slow down' }),
        );
      });
      const { name, attempts, tookMs } = await failure(endpoint);
      expect(name).toBe(code);
      expect(attempts).toBe(2);
      expect(requests).toBe(2);
      expect(tookMs).toBeLessThan(300);
    },
  );

  test('is not tried again when the request itself is refused', async () => {
    let requests = 0;
    const endpoint = await httpServer((_request, response) => {
      requests += 1;
      response.writeHead(400, { 'content-type': 'application/x-amz-json-1.0' });
      response.end(JSON.stringify({ __type: 'com.amazonaws.dynamodb.v20120810#ValidationException' }));
    });
    expect((await failure(endpoint)).name).toBe('ValidationException');
    expect(requests).toBe(1);
  });

  test('ends at once when its caller has no time left', async () => {
    const endpoint = await listening(createServer());
    const client = createDynamoDbClient({ region, endpoint, profile: 'check' });
    const { name, tookMs } = await failureOf(client.send(read, { abortSignal: AbortSignal.timeout(50) }));
    expect(name).toBe('AbortError');
    expect(tookMs).toBeLessThan(250);
  });

  test('ends when its caller has no time left, even while the body of the answer trickles in', async () => {
    const endpoint = await httpServer((_request, response) => {
      response.writeHead(200, { 'content-type': 'application/x-amz-json-1.0', 'content-length': '1000' });
      const drip = setInterval(() => response.write(' '), 50);
      response.on('close', () => clearInterval(drip));
    });
    const client = createDynamoDbClient({ region, endpoint, profile: 'check' });
    const { tookMs } = await failureOf(client.send(read, { abortSignal: AbortSignal.timeout(850) }));
    expect(tookMs).toBeLessThan(1_000);
  });

  test('succeeds at the second attempt after a passing fault', async () => {
    let requests = 0;
    const endpoint = await httpServer((_request, response) => {
      requests += 1;
      response.writeHead(requests === 1 ? 503 : 200, { 'content-type': 'application/x-amz-json-1.0' });
      response.end(requests === 1 ? '{}' : '{"Item":{"pk":{"S":"a"}}}');
    });
    const client = createDynamoDbClient({ region, endpoint, profile: 'check' });
    expect((await client.send(read)).Item).toEqual({ pk: { S: 'a' } });
  });

  test('keeps its connection for the next one', async () => {
    let connections = 0;
    const server = createHttpServer((_request, response) => {
      response.writeHead(200, { 'content-type': 'application/x-amz-json-1.0' }).end('{}');
    });
    server.on('connection', () => {
      connections += 1;
    });
    const client = createDynamoDbClient({ region, endpoint: await listening(server), profile: 'check' });
    for (let index = 0; index < 3; index++) await client.send(read);
    expect(connections).toBe(1);
  });
});

describe('a call of the pipeline', () => {
  test('is tried four times while the engine is throttling', async () => {
    let requests = 0;
    const endpoint = await httpServer((_request, response) => {
      requests += 1;
      response.writeHead(400, { 'content-type': 'application/x-amz-json-1.0' });
      response.end(JSON.stringify({ __type: 'com.amazonaws.dynamodb.v20120810#ThrottlingException' }));
    });
    await failureOf(createDynamoDbClient({ region, endpoint, profile: 'pipeline' }).send(read));
    expect(requests).toBe(4);
  });

  test('is tried less while everything fails: retries never double the load of an outage', async () => {
    let requests = 0;
    const endpoint = await httpServer((_request, response) => {
      requests += 1;
      response.writeHead(503).end();
    });
    const client = createDynamoDbClient({ region, endpoint, profile: 'pipeline' });
    await Promise.all(Array.from({ length: 60 }, () => failureOf(client.send(read))));
    expect(requests).toBe(60 + 100);
  });
});

test('every client reaches an engine at an endpoint, without configured credentials', async () => {
  const targets: string[] = [];
  const endpoint = await httpServer((request, response) => {
    targets.push(String(request.headers['x-amz-target'] ?? `${request.method} ${request.url}`));
    response.writeHead(200, { 'content-type': 'application/x-amz-json-1.0' }).end('{}');
  });
  const options = { region, endpoint, profile: 'pipeline' } as const;
  await createDynamoDbClient(options).send(read);
  await createSqsClient(options).send(new ReceiveMessageCommand({ QueueUrl: `${endpoint}/0/q` }));
  await createSecretsManagerClient(options).send(new GetSecretValueCommand({ SecretId: 's' }));
  await createS3Client(options).send(new HeadObjectCommand({ Bucket: 'bucket', Key: 'file' }));
  expect(targets).toEqual([
    'DynamoDB_20120810.GetItem',
    'AmazonSQS.ReceiveMessage',
    'secretsmanager.GetSecretValue',
    'HEAD /bucket/file',
  ]);
});
