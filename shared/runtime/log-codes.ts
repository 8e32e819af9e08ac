/**
 * Every line that the service logs has one of these codes; the text says what it means for whoever reads it. A new
 * kind of line is a new row. Fields beside the code are ids, counts and times, never anything about a person.
 */
export const LOG_CODES = {
  'runtime.failed': 'An invocation failed as a whole; its caller sees an error or delivers again.',

  'http.fault': 'A request ended in a 500: a defect of ours.',
  'http.dependency-unavailable': 'A request ended in a 503: something we depend on did not answer in time.',

  'idempotency.answer-not-kept':
    'The answer to a request with an Idempotency-Key was given but not kept; a retry is done again.',

  'limits.not-shared':
    'The counts of clients could not be exchanged: each container keeps to their limits by itself.',

  'check.scanning-suspected':
    'A client asks for very many different documents and reports hardly any outcome: it may be trying a range.',
  'check.undetermined': 'A check could not be decided in time and was answered with its fallback.',
  'attestation.unavailable': 'A check was answered without the signed statement that it asked for.',
  'grant.over-used': 'More sales were reported under a grant than it permits.',

  'inquiry.flood': 'Far more inquiries came than people make: somebody tries a range of numbers.',

  'keys.not-confirmed':
    'Which versions of the subject-key secret count could not be confirmed; it is tried again, and after ten minutes nothing is answered.',
  'keys.step': 'A rotation of the subject-key secret took a step, or was refused one.',
  'keys.progress': 'A run through the orders for a rotation has come so far.',
  'keys.order-left': 'An order could not be given the keys of a rotation; the pass does not count.',

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

  'deadlines.calendar-unknown':
    'The working days of a year are not known: clocks that reach into it end as early as they can.',
  'deadlines.checked': 'A run went through the clocks that have fallen due or soon will.',
  'deadlines.overdue': 'What courts owe by law is overdue; the counts say of what kind.',
  'deadlines.failed': 'One clock could not be looked after; the next run tries again.',

  'audit.checkpoint-written': 'The state of all audit chains was signed and stored.',
  'audit.checkpoint-failed': 'The state of the audit chains could not be signed or stored.',
  'audit.chain-broken': 'An audit chain no longer holds what an earlier checkpoint saw.',

  'canary.passed': 'A run of the canary came to its end; the times are in milliseconds.',
  'canary.failed': 'A run of the canary could not come to its end; nothing is known of the promises.',
  'canary.violation': 'The canary was allowed what was restricted (I1), or denied what was released (I2).',

  'sandbox.kept': 'Orders of the sandbox were imposed or released.',
  'sandbox.failed': 'A run of the keeper of the sandbox failed; the next one does what is left.',
  'sandbox.exhausted':
    'A subject of the sandbox has had so many orders that it gets no further one until earlier ones are forgotten.',

  'notice.delivered': 'The webhook of an operator took a notice.',
  'notice.attempt-failed':
    'The webhook of an operator did not take a notice; it is tried again by the schedule.',
  'notice.parked': 'All attempts to deliver a notice failed; it waits for a person.',
  'notice.endpoint-disabled': 'The webhook of an operator wants nothing more (410); nothing is sent to it.',
  'notice.poison': 'A message from the queue of notices cannot be read; it goes to the dead-letter queue.',
  'notice.unknown': 'A message speaks of a notice that is not there.',
  'notice.failed': 'A notice could not be worked on now; its message comes again.',
  'notice.alarm-lost':
    'The next attempt at a notice has perhaps no message; the sweep finds it when it is due.',
  'notice.swept': 'Notices that were overdue have a new alarm.',
  'notice.sweep-failed': 'The overdue notices of an operator could not be looked for.',
} as const satisfies Readonly<Record<string, string>>;

export type LogCode = keyof typeof LOG_CODES;
