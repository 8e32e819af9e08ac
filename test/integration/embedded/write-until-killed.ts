import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { ReceiveMessageCommand, SendMessageCommand } from '@aws-sdk/client-sqs';
import { startEngines } from '../../../infra/local/engines.ts';
import { ensureResources } from '../../../infra/local/resources.ts';
import { clientsOf } from './clients.ts';

// Run as a process of its own: writes to all engines and prints each number once all its writes are acknowledged,
// until somebody kills it. Every third message is received and kept in flight.
const engines = await startEngines(process.argv[2] ?? '', 'local');
const clients = clientsOf(engines.endpoints);
const { tableName, bucketName, impositions } = await ensureResources(clients);
for (let n = 1; ; n += 1) {
  const id = `${n}`;
  await Promise.all([
    clients.dynamodb.send(
      new PutItemCommand({ TableName: tableName, Item: { pk: { S: id }, sk: { S: id } } }),
    ),
    clients.sqs.send(new SendMessageCommand({ QueueUrl: impositions.url, MessageBody: id })),
    clients.s3.send(new PutObjectCommand({ Bucket: bucketName, Key: id, Body: id })),
  ]);
  if (n % 3 === 0) await clients.sqs.send(new ReceiveMessageCommand({ QueueUrl: impositions.url }));
  process.stdout.write(`${id}\n`);
}
