import type { PermittedAlternative } from './types.ts';

/**
 * What no rule restricts, in words for the person who asked for something else. Hard seats, hard sleepers, soft seats,
 * second class on D and C trains, unrated lodging and the like stay open under Provisions (Fa Shi [2015] 17) art. 3.
 */
export const ALTERNATIVES = {
  secondClassOnEmu: {
    sector: 'rail',
    description: {
      en: 'Second class or a standing ticket on a D or C train',
      'zh-CN': 'D字头、C字头动车组列车的二等座或无座',
    },
  },
  seatOrHardSleeper: {
    sector: 'rail',
    description: {
      en: 'A hard seat, soft seat or hard sleeper on a train that is not a G train',
      'zh-CN': 'G字头以外列车的硬座、软座或硬卧',
    },
  },
  modestLodging: {
    sector: 'hotel',
    description: {
      en: 'Lodging without a star rating or national grade, at an ordinary price',
      'zh-CN': '未评星级、未评国家等级且价格普通的住宿',
    },
  },
  ordinaryVenue: {
    sector: 'venue',
    description: { en: 'Another venue, at an ordinary price', 'zh-CN': '价格普通的其他场所' },
  },
  domesticTour: {
    sector: 'travel-agency',
    description: { en: 'A tour within the country', 'zh-CN': '境内旅游线路' },
  },
  publicSchool: {
    sector: 'school',
    description: { en: 'A public school', 'zh-CN': '公办学校' },
  },
  standardFeeSchool: {
    sector: 'school',
    description: {
      en: 'A private school whose fee does not exceed the normal standard',
      'zh-CN': '收费不超过通常标准的民办学校',
    },
  },
  coverWithoutCashValue: {
    sector: 'insurance',
    description: {
      en: 'Insurance without cash value, such as accident or medical cover',
      'zh-CN': '不具有现金价值的保险，如意外险、医疗险',
    },
  },
  ordinaryPremium: {
    sector: 'insurance',
    description: { en: 'Insurance at an ordinary premium', 'zh-CN': '保费普通的保险' },
  },
  ordinaryRenovation: {
    sector: 'property',
    description: { en: 'Ordinary renovation of a home', 'zh-CN': '房屋的普通装修' },
  },
  businessVehicle: {
    sector: 'vehicle',
    description: {
      en: 'A vehicle that the business needs in order to operate',
      'zh-CN': '生产经营所必需的车辆',
    },
  },
} satisfies Record<string, PermittedAlternative>;
