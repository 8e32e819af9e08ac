/**
 * The ten kinds of consumption that an order can restrict.
 * Source: Provisions on restricting high consumption (Fa Shi [2015] 17) art. 3; Opinions (2016) II(7).
 */
export const RESTRICTED_ITEMS = [
  'air',
  'rail-soft-sleeper',
  'rail-emu',
  'hotel',
  'venue',
  'travel',
  'school',
  'insurance',
  'property',
  'vehicle',
] as const;

export type RestrictedItem = (typeof RESTRICTED_ITEMS)[number];

/** The items that a temporary grant may lift. Source: Good-faith opinion (Fa Fa [2019] 35) art. 17(3). */
export const TRAVEL_BY_AIR_OR_RAIL: readonly RestrictedItem[] = ['air', 'rail-soft-sleeper', 'rail-emu'];
