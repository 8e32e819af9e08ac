/** What the operations are grouped by, in the sequence in which the reference shows them. */
export const TAGS = {
  Tokens: 'How a machine client obtains an access token.',
  Checks: 'May this purchase go ahead for these people? What became of it?',
  Notices: 'What tells an operator that a denial no longer holds: the webhook, polling, acknowledgement.',
  'List changes':
    'Courts send whole order documents, one or a thousand at a time, and learn what became of each.',
  Orders: 'Courts read their orders, what these do, and what falls due.',
  Acts: 'What a court does to an order by a named operation: release, suspend, grant and so on.',
  Objections: 'Objections to orders, what is decided on them, and what comes of it.',
  Inquiries: 'Why was my purchase refused? For the person, without a token.',
  Operations: 'Seeing and steering how the service runs, without seeing any person.',
  Audit: 'The account of all acts, to be verified by others.',
  Service: 'Health, keys, and this reference.',
} as const;

export type TagName = keyof typeof TAGS;
