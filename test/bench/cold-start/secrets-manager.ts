import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** As much of Secrets Manager as a cold start asks for: the subject-key secret of a file, by one call of the SDK. */
export async function startSecretsManager(secretsFile: string) {
  const { subjectKey } = JSON.parse(await readFile(secretsFile, 'utf8')) as { readonly subjectKey: object };
  const server = createServer((request, response) => {
    request.resume();
    response.setHeader('content-type', 'application/x-amz-json-1.1');
    response.end(JSON.stringify({ Name: 'subject-key', SecretString: JSON.stringify(subjectKey) }));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    environment: {
      SUBJECT_KEY_SECRET_ARN: 'arn:aws-cn:secretsmanager:cn-north-1:123456789012:secret:subject-key',
      AWS_ENDPOINT_URL_SECRETS_MANAGER: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
      AWS_ACCESS_KEY_ID: 'local',
      AWS_SECRET_ACCESS_KEY: 'local',
    },
    stop() {
      server.closeAllConnections();
      server.close();
    },
  };
}
