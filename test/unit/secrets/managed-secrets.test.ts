import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, test } from 'vitest';
import { createManagedSecrets } from '../../../shared/adapters/secrets/managed-secrets.ts';
import { SecretsError } from '../../../shared/adapters/secrets/secrets-error.ts';
import { DependencyUnavailable } from '../../../shared/contracts/problem.ts';

const manager = mockClient(SecretsManagerClient);
const client = new SecretsManagerClient({ region: 'local' });
const stored = (version: string, byte: number) => ({
  SecretString: JSON.stringify({ version, key: Buffer.alloc(32, byte).toString('base64') }),
});

beforeEach(() => {
  manager.reset();
  manager.on(GetSecretValueCommand, { SecretId: 'arn:subject' }).resolves(stored('3', 1));
  manager.on(GetSecretValueCommand, { SecretId: 'arn:document' }).resolves(stored('7', 2));
});

describe('managed secrets', () => {
  const arns = { subjectKey: 'arn:subject', documentKey: 'arn:document' };

  test('are each fetched once, and only when needed', async () => {
    const secrets = createManagedSecrets(client, arns);
    expect(manager.calls()).toHaveLength(0);
    const [first, second] = await Promise.all([secrets.current(), secrets.current()]);
    expect(first).toEqual({ version: '3', key: Buffer.alloc(32, 1) });
    expect(second).toBe(first);
    expect(manager.calls()).toHaveLength(1);
    expect(await secrets.documentKey()).toEqual({ version: '7', key: Buffer.alloc(32, 2) });
    expect(manager.calls()).toHaveLength(2);
  });

  test('that could not be fetched are fetched again at the next use', async () => {
    manager
      .on(GetSecretValueCommand, { SecretId: 'arn:subject' })
      .rejectsOnce(new Error('down'))
      .resolves(stored('3', 1));
    const secrets = createManagedSecrets(client, arns);
    await expect(secrets.current()).rejects.toThrow(DependencyUnavailable);
    expect((await secrets.current()).version).toBe('3');
  });

  test('that a function was not given are refused', async () => {
    const secrets = createManagedSecrets(client, { subjectKey: 'arn:subject' });
    await expect(secrets.documentKey()).rejects.toThrow(SecretsError);
    expect(manager.calls()).toHaveLength(0);
  });

  test.each([{}, { SecretString: 'x' }, { SecretString: '{"version":"1"}' }])(
    'of another form are refused (%#)',
    async (value) => {
      manager.on(GetSecretValueCommand, { SecretId: 'arn:subject' }).resolves(value);
      await expect(createManagedSecrets(client, arns).current()).rejects.toThrow(SecretsError);
    },
  );
});
