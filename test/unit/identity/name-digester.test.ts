import { createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { createNameDigester } from '../../../shared/identity/name-digester.ts';
import { normaliseName } from '../../../shared/identity/normalise-name.ts';

const secret = { version: 'test-1', key: new Uint8Array(32).fill(7) };
const digester = createNameDigester(secret);

describe('names', () => {
  it.each([
    ['ZHANG San', 'Zhang  San'],
    [' Zhang San ', 'ＺＨＡＮＧ　ＳＡＮ'],
    ['张三', '张 三'],
    ['张三', '　张　三 '],
    ['阿卜杜·热西提', '阿卜杜•热西提'],
    ['阿卜杜・热西提', '阿卜杜 ‧ 热西提'],
    ['阿卜杜.热西提', '阿卜杜･热西提'],
    ['阿卜杜．热西提', '阿卜杜热西提'],
    ['José', 'Jose\u0301'],
    ['Straße', 'STRASSE'],
    ['张\u200B三', '张三'],
  ])('%j and %j are one', (one, other) => {
    expect(digester.digestOf(one)).toBe(digester.digestOf(other));
  });

  it.each([
    ['张三', '张三丰'],
    ['Zhang San', 'Zhang Shan'],
    ['Zhang San', 'San Zhang'],
    ['張三', '张三'],
  ])('%j and %j are two', (one, other) => {
    expect(digester.digestOf(one)).not.toBe(digester.digestOf(other));
  });

  it('keep the space between Latin parts', () => {
    expect(normaliseName('Zhang  San')).toBe('ZHANG SAN');
  });

  it('are settled even where marks change places once a dot between them is gone', () => {
    const once = normaliseName('三\u02DD.\u{16FF0}');
    expect(normaliseName(once)).toBe(once);
  });

  it('are digested apart from documents, under the secret', () => {
    const expected = createHmac('sha256', secret.key).update('name|ZHANG SAN').digest('hex').slice(0, 32);
    expect(digester.digestOf('Zhang San')).toBe(expected);
  });
});
