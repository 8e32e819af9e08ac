import type { Bilingual } from '../contracts/bilingual.ts';
import type { DisclosedOrder } from './disclosed-order.ts';

export interface InquiryAnswer {
  readonly orders: readonly DisclosedOrder[];
  readonly message: Bilingual;
}

/**
 * One text for every reason there can be: no order, another name, an order that has ended or that is told only to
 * somebody with a redress reference.
 */
const NOTHING_TO_TELL: Bilingual = {
  en: 'There is nothing that can be told for this document number and name. If a purchase was refused all the same, check the spelling of the name, try your other documents, and enter the redress reference that the seller gave you. Then ask the courts’ service hotline 12368. A seller that refused you can look at your document again.',
  'zh-CN':
    '根据您填写的证件号码和姓名，没有可以告知的内容。如果您的消费仍被拒绝，请核对姓名的写法，尝试使用您的其他证件，并填写商家提供的查询码。仍无结果的，请拨打人民法院诉讼服务热线12368咨询，也可以要求商家重新核验您的证件。',
};

const ORDERS_TOLD: Bilingual = {
  en: 'Courts have ordered restrictions for the person with this document and name. Each order says whether it is in force, what it covers, and what can be done about it.',
  'zh-CN':
    '人民法院对该证件号码和姓名的当事人作出了限制消费决定。以下列明每项决定的状态、限制范围以及您可以采取的办法。',
};

export function answerOf(orders: readonly DisclosedOrder[]): InquiryAnswer {
  return { orders, message: orders.length > 0 ? ORDERS_TOLD : NOTHING_TO_TELL };
}
