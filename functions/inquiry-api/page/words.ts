import type { DocumentType } from '../../../shared/contracts/document.ts';
import type { ToldState } from '../../../shared/inquiry/disclosed-order.ts';
import type { Language } from './language.ts';

/** Everything that the page says by itself, one text for each language. */
export interface Words {
  readonly serviceName: string;
  readonly switchLanguage: string;
  readonly skipToContent: string;
  readonly footer: string;
  readonly form: {
    readonly title: string;
    readonly intro: string;
    readonly documentType: string;
    readonly number: string;
    readonly numberHint: string;
    readonly issuer: string;
    readonly issuerHint: string;
    readonly name: string;
    readonly nameHint: string;
    readonly reference: string;
    readonly referenceHint: string;
    readonly submit: string;
    readonly privacyTitle: string;
    readonly privacy: readonly string[];
  };
  readonly documentTypes: Readonly<Record<DocumentType, string>>;
  readonly errors: {
    readonly prefix: string;
    readonly title: string;
    readonly typeAgain: string;
    /** Stands before a message beside its field, for those who do not see its colour. */
    readonly beside: string;
  };
  readonly result: {
    readonly foundTitle: string;
    readonly nothingTitle: string;
    readonly nothingLead: string;
    readonly nothingStepsTitle: string;
    readonly nothingSteps: readonly string[];
    readonly order: string;
    readonly state: string;
    readonly court: string;
    readonly courtCode: string;
    readonly phone: string;
    readonly caseNumber: string;
    readonly period: string;
    readonly from: string;
    readonly until: string;
    readonly noEnd: string;
    readonly withheld: string;
    readonly items: string;
    readonly perform: string;
    readonly object: string;
    readonly askForGrant: string;
    readonly courtAbove: string;
    readonly again: string;
    readonly keep: string;
  };
  readonly states: Readonly<Record<ToldState, string>>;
  readonly tooMany: {
    readonly title: string;
    readonly text: string;
    readonly retry: (wait: string) => string;
  };
  readonly unavailable: { readonly title: string; readonly text: string };
  readonly unreadable: { readonly title: string; readonly text: string };
  readonly minutes: (count: number) => string;
  readonly hours: (count: number) => string;
  readonly backToForm: string;
}

const CHINESE: Words = {
  serviceName: '限制消费查询',
  switchLanguage: 'English',
  skipToContent: '跳到正文',
  footer: '只告知本人。本页不公开任何名单，不保存您填写的姓名和证件号码。',
  form: {
    title: '为什么我的消费被拒绝？',
    intro: '填写您本人的证件号码和姓名，查询是否有法院对您采取限制消费措施，以及您可以怎么办。',
    documentType: '证件种类',
    number: '证件号码',
    numberHint: '请完整填写，与证件一致。',
    issuer: '护照签发国家或地区',
    issuerHint: '仅护照需要填写：三位字母代码，例如 CHN、USA。',
    name: '姓名',
    nameHint: '请填写全名，与该证件上的写法一致。',
    reference: '查询码（选填）',
    referenceHint: '商家拒绝您时告知的编号，以 rdr_ 开头。有些决定只向提供查询码的当事人告知。',
    submit: '查询',
    privacyTitle: '关于您的信息',
    privacy: [
      '证件号码和姓名必须完全一致才会告知结果。',
      '您填写的内容只用于本次查询，不保存，也不会出现在网址中。',
      '为防止他人打探，查询次数有限制。',
    ],
  },
  documentTypes: {
    'resident-id': '居民身份证',
    'hk-macau-taiwan-residence-permit': '港澳台居民居住证',
    'foreign-permanent-resident-id': '外国人永久居留身份证',
    'hk-macau-travel-permit': '港澳居民来往内地通行证',
    'taiwan-travel-permit': '台湾居民来往大陆通行证',
    passport: '护照',
    'unified-social-credit-code': '统一社会信用代码（单位）',
  },
  errors: {
    prefix: '错误：',
    title: '请更正以下内容',
    typeAgain: '为保护您的信息，证件号码和姓名没有保留，请重新填写。',
    beside: '错误：',
  },
  result: {
    foundTitle: '有法院对您作出了限制消费决定',
    nothingTitle: '没有可以告知的内容',
    nothingLead: '根据您填写的证件号码和姓名，没有可以告知的内容。',
    nothingStepsTitle: '如果您的消费仍被拒绝',
    nothingSteps: [
      '核对证件号码和姓名的写法，姓名应与该证件一致。',
      '您还有其他证件的，用其他证件再查一次。',
      '填写商家拒绝您时告知的查询码：有些决定只向提供查询码的当事人告知。',
      '要求商家重新核验您的证件。',
      '仍无结果的，拨打人民法院诉讼服务热线12368咨询。',
    ],
    order: '决定',
    state: '状态',
    court: '作出决定的法院',
    courtCode: '法院代字',
    phone: '电话',
    caseNumber: '案号',
    period: '期限',
    from: '自',
    until: '至',
    noEnd: '直至法院解除',
    withheld: '本决定不对外公开，仅向您本人告知。',
    items: '限制的消费',
    perform: '如何履行义务',
    object: '认为有误怎么办',
    askForGrant: '确有需要怎么办',
    courtAbove: '上一级法院',
    again: '重新查询',
    keep: '本页不会保存。需要留存的，请现在打印或者抄录案号。',
  },
  states: {
    'in-force': '生效中',
    suspended: '暂停执行',
    'not-yet-in-force': '尚未开始',
  },
  tooMany: {
    title: '查询次数过多',
    text: '为保护当事人，查询次数有限制：同一网络以及同一证件号码在一段时间内只能查询若干次。这与您是否被限制无关。',
    retry: (wait) => `请在${wait}后再试。急需了解情况的，可拨打人民法院诉讼服务热线12368。`,
  },
  unavailable: {
    title: '暂时无法查询',
    text: '系统暂时无法给出结果，这与您填写的内容无关。请稍后再试，或者拨打人民法院诉讼服务热线12368。',
  },
  unreadable: { title: '无法读取该请求', text: '请返回查询页面，重新填写。' },
  minutes: (count) => `${count}分钟`,
  hours: (count) => `${count}小时`,
  backToForm: '返回查询页面',
};

const ENGLISH: Words = {
  serviceName: 'Restriction inquiry',
  switchLanguage: '中文',
  skipToContent: 'Skip to content',
  footer:
    'Only you are told. This page shows no list of people and does not keep the name or the document number that you enter.',
  form: {
    title: 'Why was my purchase refused?',
    intro:
      'Enter your own document number and name to find out whether a court restricts your purchases, and what you can do about it.',
    documentType: 'Kind of document',
    number: 'Document number',
    numberHint: 'The whole number, as on the document.',
    issuer: 'Country or region that issued the passport',
    issuerHint: 'For passports only: the code of three letters, such as CHN or USA.',
    name: 'Name',
    nameHint: 'Your full name, as on that document.',
    reference: 'Redress reference (optional)',
    referenceHint:
      'The code that the seller gave you when it refused, beginning with rdr_. Some orders are told only to someone who has it.',
    submit: 'Find out',
    privacyTitle: 'About your information',
    privacy: [
      'You are told something only if the number and the name match exactly.',
      'What you enter serves this inquiry alone. It is not kept and never part of the web address.',
      'The number of inquiries is limited, so that nobody can pry.',
    ],
  },
  documentTypes: {
    'resident-id': 'Resident identity card',
    'hk-macau-taiwan-residence-permit': 'Residence permit for Hong Kong, Macau and Taiwan residents',
    'foreign-permanent-resident-id': 'Foreign permanent resident ID card',
    'hk-macau-travel-permit': 'Mainland travel permit (Hong Kong and Macau)',
    'taiwan-travel-permit': 'Mainland travel permit (Taiwan)',
    passport: 'Passport',
    'unified-social-credit-code': 'Unified social credit code (organizations)',
  },
  errors: {
    prefix: 'Error: ',
    title: 'There is a problem',
    typeAgain: 'To protect you, the number and the name were not kept. Please enter them again.',
    beside: 'Error: ',
  },
  result: {
    foundTitle: 'A court has restricted your purchases',
    nothingTitle: 'There is nothing to tell',
    nothingLead: 'There is nothing that can be told for this document number and name.',
    nothingStepsTitle: 'If a purchase was refused all the same',
    nothingSteps: [
      'Check the number and the spelling of the name, which must be the one on that document.',
      'If you have other documents, ask again with each of them.',
      'Enter the redress reference that the seller gave you: some orders are told only to someone who has it.',
      'Ask the seller to look at your document again.',
      'If that does not help, call the courts’ service hotline 12368.',
    ],
    order: 'Order',
    state: 'State',
    court: 'Court',
    courtCode: 'Code of the court',
    phone: 'Telephone',
    caseNumber: 'Case number',
    period: 'Period',
    from: 'from',
    until: 'until',
    noEnd: 'until the court lifts it',
    withheld: 'This order is not public. It is told to you alone.',
    items: 'What is restricted',
    perform: 'How to perform',
    object: 'If you think it is wrong',
    askForGrant: 'If you need such a purchase',
    courtAbove: 'The court above',
    again: 'New inquiry',
    keep: 'This page is not kept. Print it or write down the case number now if you need it later.',
  },
  states: {
    'in-force': 'In force',
    suspended: 'Suspended',
    'not-yet-in-force': 'Not yet in force',
  },
  tooMany: {
    title: 'Too many inquiries',
    text: 'To protect the people concerned, a network and a document number can be asked about only a few times in a while. It has nothing to do with whether you are restricted.',
    retry: (wait) => `Try again in ${wait}. If it is urgent, call the courts’ service hotline 12368.`,
  },
  unavailable: {
    title: 'No answer at the moment',
    text: 'The system cannot answer at the moment, whatever was entered. Try again later, or call the courts’ service hotline 12368.',
  },
  unreadable: {
    title: 'The request cannot be read',
    text: 'Go back to the inquiry and fill in the form again.',
  },
  minutes: (count) => (count === 1 ? '1 minute' : `${count} minutes`),
  hours: (count) => (count === 1 ? '1 hour' : `${count} hours`),
  backToForm: 'Back to the inquiry',
};

export const WORDS: Readonly<Record<Language, Words>> = { 'zh-CN': CHINESE, en: ENGLISH };
