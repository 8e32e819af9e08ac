/**
 * Every line that the service logs has one of these codes; the text says what it means for whoever reads it. A new
 * kind of line is a new row. Fields beside the code are ids, counts and times, never anything about a person.
 */
export const LOG_CODES = {
  'runtime.failed': 'An invocation failed as a whole; its caller sees an error or delivers again.',

  'http.fault': 'A request ended in a 500: a defect of ours.',
  'http.dependency-unavailable': 'A request ended in a 503: something we depend on did not answer in time.',

  'check.undetermined': 'A check could not be decided in time and was answered with its fallback.',
  'grant.over-used': 'More sales were reported under a grant than it permits.',

  'filter.snapshot-loaded': 'A follower has taken over a newer snapshot.',
  'filter.snapshot-refused': 'A snapshot was damaged, foreign or older; the last good one stays.',
  'filter.poll-failed': 'A follower could not read the change log.',
  'snapshot.built': 'A new snapshot was written, verified and published.',
  'snapshot.superseded': 'Another builder had published a newer snapshot first; nothing was changed.',
  'snapshot.build-failed': 'A snapshot could not be built or verified; the published one stays.',

  'change.accepted': 'A change passed the gates and was queued.',
  'change.applied': 'A change took effect.',
  'change.superseded': 'A change came after a newer version and did nothing.',
  'change.rejected': 'A change was refused; its receipt says why.',
  'change.poison': 'A message from a queue cannot be read as a change; it goes to the dead-letter queue.',
  'change.failed': 'A change could not be applied now; it will be delivered again.',
} as const satisfies Readonly<Record<string, string>>;

export type LogCode = keyof typeof LOG_CODES;
