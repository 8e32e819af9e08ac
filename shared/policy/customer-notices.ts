import type { Bilingual } from '../contracts/bilingual.ts';

/**
 * What the operator's staff may read out or show. The booker is often not the person concerned and others stand by, so
 * no text says why: none names a court, a list, an order or a debt (I6). A denial points to the reference that comes
 * with it, through which the person alone learns the reason and how to object.
 */
export const CUSTOMER_NOTICES = {
  deny: {
    en: 'This purchase cannot be completed in this form. Other options are available. The person it is for can use the reference provided to learn more and to ask for a review.',
    'zh-CN': '该项消费暂不能以此方式办理，您可以选择其他方案。使用人本人可凭所附查询编号了解详情并申请复核。',
  },
  'verify-identity': {
    en: 'Please show the document again, so that our staff can compare the details with what was entered.',
    'zh-CN': '请再次出示证件，由工作人员核对所填信息。',
  },
  'undetermined-proceed-and-recheck': {
    en: 'Your purchase goes ahead. A routine check will be completed later; we will contact you if anything changes.',
    'zh-CN': '您的购买可以继续办理。例行核验将稍后完成，如有变化会与您联系。',
  },
  'undetermined-hold': {
    en: 'A routine check is taking longer than usual for technical reasons. Nothing has been refused; please try again in a little while.',
    'zh-CN': '因技术原因，例行核验需要更多时间。本次办理并未被拒绝，请稍后再试。',
  },
} as const satisfies Record<string, Bilingual>;
