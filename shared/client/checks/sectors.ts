/** The trades that must ask before they sell. */
export type Sector =
  | 'rail'
  | 'air'
  | 'hotel'
  | 'travel-agency'
  | 'school'
  | 'insurance'
  | 'venue'
  | 'property'
  | 'vehicle';

/** Where in the life of a booking the check is made. */
export type Checkpoint = 'sale' | 'change' | 'waitlist' | 'redemption' | 'check-in';

/** What to do while the truth cannot be had. */
export type Fallback = 'proceed-and-recheck' | 'hold';
