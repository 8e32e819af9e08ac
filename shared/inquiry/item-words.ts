import type { Bilingual } from '../contracts/bilingual.ts';
import type { RestrictedItem } from '../contracts/items.ts';

/**
 * The restricted items in words for the person whom an order names.
 * Source: Provisions on restricting high consumption (Fa Shi [2015] 17) art. 3; Opinions (2016) II(7).
 */
export const ITEM_WORDS: Readonly<Record<RestrictedItem, Bilingual>> = {
  air: { en: 'Travel by aircraft, in any cabin', 'zh-CN': '乘坐飞机（各舱位）' },
  'rail-soft-sleeper': { en: 'Soft sleepers on trains', 'zh-CN': '乘坐列车软卧' },
  'rail-emu': {
    en: 'Every seat on G trains; first class and above on other high-speed trains',
    'zh-CN': '乘坐G字头动车组列车全部座位、其他动车组列车一等以上座位',
  },
  hotel: {
    en: 'Star-rated hotels and other high-cost lodging',
    'zh-CN': '在星级以上宾馆、酒店等场所高消费',
  },
  venue: {
    en: 'Nightclubs, golf courses and similar high-cost venues',
    'zh-CN': '在夜总会、高尔夫球场等场所高消费',
  },
  travel: {
    en: 'Outbound tours and holidays through travel agencies',
    'zh-CN': '通过旅行社旅游、度假及出境旅游服务',
  },
  school: {
    en: 'Paying for a child’s high-fee private school',
    'zh-CN': '以本人财产支付子女就读高收费私立学校的费用',
  },
  insurance: {
    en: 'High premiums for insurance with cash value',
    'zh-CN': '支付高额保费购买具有现金价值的保险',
  },
  property: {
    en: 'Buying real estate; building, extending or lavishly renovating housing',
    'zh-CN': '购买不动产，新建、扩建、高档装修房屋',
  },
  vehicle: {
    en: 'Buying vehicles that are not needed for business',
    'zh-CN': '购买非经营必需车辆',
  },
};
