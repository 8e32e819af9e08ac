/** Keys in the snapshot filter. */
export const SNAPSHOT_KEYS = 1_000_000;

/** Keys that the log has added since: about what a day brings, so that the overlay is as large as it gets. */
export const OVERLAY_KEYS = 7_000;

/** People of the snapshot who are named by an order in force: enough for every first denial that is measured. */
export const ORDERS = 640;

/** Synthetic documents from this number on are in no list. */
export const FIRST_UNLISTED = 5_000_000;

/** Different people whom the rows about unlisted subjects take in turn. */
export const UNLISTED_PEOPLE = 8_192;
