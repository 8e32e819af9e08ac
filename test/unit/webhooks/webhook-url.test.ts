import { describe, expect, test } from 'vitest';
import { judgeWebhookUrl, MAX_URL_LENGTH } from '../../../shared/adapters/http/webhook-url.ts';

describe('the URL of a webhook', () => {
  test('may name any host of the internet, with a path and a query', () => {
    const url = 'https://hooks.operator.example/court/notices?tenant=7';
    expect(judgeWebhookUrl(url, undefined)).toEqual({ kind: 'valid', url });
    expect(judgeWebhookUrl('HTTPS://Operator.Example:443', undefined)).toEqual({
      kind: 'valid',
      url: 'https://operator.example/',
    });
    expect(judgeWebhookUrl('https://93.184.215.14/x', undefined).kind).toBe('valid');
    expect(judgeWebhookUrl('https://例子.example/', undefined).kind).toBe('valid');
  });

  test.each([
    ['no URL', 'operator.example/notices', 'must be an absolute https URL'],
    ['nothing', '', 'must be an absolute https URL'],
    ['plain HTTP', 'http://operator.example/', 'must be an https URL'],
    ['another scheme', 'ftp://operator.example/', 'must be an https URL'],
    ['a file', 'file:///etc/passwd', 'must be an absolute https URL'],
    ['credentials', 'https://user:secret@operator.example/', 'must carry no user name and password'],
    ['a fragment', 'https://operator.example/#part', 'must have no fragment'],
    ['an empty fragment', 'https://operator.example/#', 'must have no fragment'],
    ['another port', 'https://operator.example:8443/', 'must use port 443'],
    ['a host without a dot', 'https://intranet/', 'must name a host'],
    ['this machine', 'https://localhost/', 'must name a host'],
    ['this machine below a name', 'https://a.localhost/', 'must name a host'],
    ['a root label', 'https://operator.example./', 'must name a host'],
    ['a private address', 'https://10.0.0.1/', 'must name a host'],
    ['a private address as one number', 'https://167772161/', 'must name a host'],
    ['the metadata of a cloud', 'https://169.254.169.254/latest', 'must name a host'],
    ['an inner IPv6 address', 'https://[fd00::1]/', 'must name a host'],
    ['a mapped IPv4 address', 'https://[::ffff:10.0.0.1]/', 'must name a host'],
    ['more characters than a browser takes', `https://a.example/${'x'.repeat(MAX_URL_LENGTH)}`, 'at most'],
  ])('may not be %s', (_, url, detail) => {
    const judgement = judgeWebhookUrl(url, undefined);
    expect(judgement).toMatchObject({ kind: 'invalid', detail: expect.stringContaining(detail) });
    if (judgement.kind === 'invalid' && url.length > 20) expect(judgement.detail).not.toContain(url);
  });

  test.each(['http://localhost:9000/x', 'http://127.0.0.1:9000/', 'https://localhost/', 'http://[::1]:80/'])(
    'may be %s where this machine is allowed, and there alone',
    (url) => {
      expect(judgeWebhookUrl(url, 'allow').kind).toBe('valid');
      expect(judgeWebhookUrl(url, undefined).kind).toBe('invalid');
    },
  );

  test.each(['http://operator.example/', 'https://10.0.0.1/', 'http://192.168.0.1:80/', 'https://intranet/'])(
    'may not be %s even where this machine is allowed',
    (url) => {
      expect(judgeWebhookUrl(url, 'allow').kind).toBe('invalid');
    },
  );
});
