/** The trades that must ask before they sell. Each has a scope `check:<sector>` and a policy of its own. */
export const SECTORS = [
  'rail',
  'air',
  'hotel',
  'travel-agency',
  'school',
  'insurance',
  'venue',
  'property',
  'vehicle',
] as const;

export type Sector = (typeof SECTORS)[number];

/** Where in the life of a booking the check is made; each passenger is checked at each of them. */
export const CHECKPOINTS = ['sale', 'change', 'waitlist', 'redemption', 'check-in'] as const;

export type Checkpoint = (typeof CHECKPOINTS)[number];
