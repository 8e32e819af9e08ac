import type { Bilingual } from '../../../shared/contracts/bilingual.ts';
import type { FieldDefect, FieldName } from './form-fields.ts';

const MISSING: Readonly<Record<FieldName, Bilingual>> = {
  type: { en: 'Choose the kind of document', 'zh-CN': '请选择证件种类' },
  number: { en: 'Enter the document number', 'zh-CN': '请填写证件号码' },
  issuer: { en: 'Enter the country that issued the passport', 'zh-CN': '请填写护照签发国家或地区' },
  name: { en: 'Enter your name', 'zh-CN': '请填写姓名' },
  reference: { en: 'Enter the redress reference', 'zh-CN': '请填写查询码' },
};

const UNREADABLE: Readonly<Record<FieldName, Bilingual>> = {
  type: { en: 'Choose one of the kinds of document', 'zh-CN': '请选择列出的证件种类' },
  number: {
    en: 'The document number holds characters that no number has, or is too long',
    'zh-CN': '证件号码过长或者含有不允许的字符',
  },
  issuer: {
    en: 'Enter the three letters of the country, such as CHN',
    'zh-CN': '请填写三位字母代码，例如 CHN',
  },
  name: {
    en: 'The name is too long or holds characters that no name has',
    'zh-CN': '姓名过长或者含有不允许的字符',
  },
  reference: {
    en: 'Enter the redress reference as the seller gave it, or leave the field empty',
    'zh-CN': '请按商家告知的内容填写查询码，没有则留空',
  },
};

const NUMBER_DEFECTS: Partial<Record<FieldDefect, Bilingual>> = {
  length: {
    en: 'The document number has too few or too many characters: enter all of it',
    'zh-CN': '证件号码位数不对，请完整填写',
  },
  check: {
    en: 'The last character does not fit the number: check every digit',
    'zh-CN': '证件号码有误（末位校验码不符），请逐位核对',
  },
  date: {
    en: 'The date of birth in the number does not exist: check every digit',
    'zh-CN': '证件号码中的出生日期不存在，请逐位核对',
  },
};

const NUMBER_FORM: Bilingual = {
  en: 'The number does not have the form of this kind of document: check the number and the kind',
  'zh-CN': '号码与所选证件种类的格式不符，请核对号码和证件种类',
};

/** What to do about a field, in words. */
export function errorWords(field: FieldName, defect: FieldDefect): Bilingual {
  if (defect === 'missing') return MISSING[field];
  if (field === 'number' && defect !== 'unreadable') return NUMBER_DEFECTS[defect] ?? NUMBER_FORM;
  return UNREADABLE[field];
}
