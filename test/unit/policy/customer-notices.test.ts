import { describe, expect, test } from 'vitest';
import { SECTORS } from '../../../shared/contracts/sectors.ts';
import { CUSTOMER_NOTICES } from '../../../shared/policy/customer-notices.ts';
import { PACK } from './judging.ts';

describe.each(Object.entries(CUSTOMER_NOTICES))('the notice for %s', (_decision, notice) => {
  test('names neither court nor list nor anything that shames', () => {
    expect(notice.en).not.toMatch(
      /court|judge|list|order|restrict|debt|default|prohibit|ban|credit|illegal|law/i,
    );
    expect(notice['zh-CN']).not.toMatch(/法院|法官|名单|限制|失信|被执行|债|禁止|信用|违法|法律|令/);
  });

  test('is there in both languages', () => {
    expect(notice.en).toMatch(/^[A-Z][\x20-\x7e]+\.$/);
    expect(notice['zh-CN']).toMatch(/^[\u4e00-\u9fff].*。$/);
  });
});

test('a denial says where to learn more: the reference that comes with it', () => {
  expect(CUSTOMER_NOTICES.deny.en).toMatch(/reference/);
  expect(CUSTOMER_NOTICES.deny['zh-CN']).toMatch(/编号/);
});

test('there is a notice for the fallback of every sector', () => {
  for (const sector of SECTORS) {
    expect(CUSTOMER_NOTICES[`undetermined-${PACK.fallbackBySector[sector]}`].en).toBeTypeOf('string');
  }
});
