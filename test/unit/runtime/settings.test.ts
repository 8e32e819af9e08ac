import { describe, expect, test } from 'vitest';
import { readSettings, SettingsError } from '../../../shared/runtime/settings.ts';

describe('settings', () => {
  test('are read by name, and no others', () => {
    const settings = readSettings(
      { REGISTRY_TABLE: 'registry', TOKEN_ISSUER: 'https://issuer.example', UNUSED: 'x' },
      ['REGISTRY_TABLE', 'TOKEN_ISSUER', 'DYNAMODB_ENDPOINT'],
    );
    expect(settings).toEqual({
      REGISTRY_TABLE: 'registry',
      TOKEN_ISSUER: 'https://issuer.example',
      DYNAMODB_ENDPOINT: undefined,
    });
  });

  test('that are numbers are read as such', () => {
    const names = ['CLIENT_RATE_PER_SECOND', 'CLIENT_BURST', 'SCANNING_THROTTLE'] as const;
    expect(readSettings({ CLIENT_RATE_PER_SECOND: '0.5', CLIENT_BURST: '100' }, names)).toEqual({
      CLIENT_RATE_PER_SECOND: 0.5,
      CLIENT_BURST: 100,
      SCANNING_THROTTLE: undefined,
    });
    for (const wrong of ['0', '-1', 'many', '1e9', ' 1']) {
      expect(() => readSettings({ CLIENT_BURST: wrong }, names)).toThrow(/^[^:]*: CLIENT_BURST must be/);
    }
  });

  test('that are missing or empty are all named', () => {
    const read = () => readSettings({ REGISTRY_TABLE: '' }, ['REGISTRY_TABLE', 'AWS_REGION', 'S3_ENDPOINT']);
    expect(read).toThrow(SettingsError);
    expect(read).toThrow(/REGISTRY_TABLE is missing; AWS_REGION is missing$/);
  });

  test('of the wrong form are named without their value', () => {
    const read = () =>
      readSettings({ TOKEN_JWKS_URL: 'file:///secret', S3_ENDPOINT: 'localhost:4566' }, [
        'TOKEN_JWKS_URL',
        'S3_ENDPOINT',
      ]);
    expect(read).toThrow(/TOKEN_JWKS_URL must be an http\(s\) URL; S3_ENDPOINT must be an http\(s\) URL$/);
  });
});
