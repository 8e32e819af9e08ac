import type { Example } from './example.ts';
import { DEBTOR, MISREAD, PASSENGER, TRAIN } from './made-up.ts';

const check = { operation: 'checkPurchase', sender: 'demo-rail' } as const;
const CHECK_ID = { checkId: '{{deny#/checkId}}' };
const debtor = { ref: 'p1', documents: [DEBTOR.document] };
const passenger = { ref: 'p2', documents: [PASSENGER.document] };
const token = { operation: 'obtainToken', sender: 'demo-rail' } as const;
const FORM = 'application/x-www-form-urlencoded';

export const TOKEN_EXAMPLES: readonly Example[] = [
  {
    ...token,
    name: 'token',
    summary: 'A token for all scopes of the client',
    text: { mediaType: FORM, content: 'grant_type=client_credentials' },
    status: 200,
  },
  {
    ...token,
    name: 'scope-not-given',
    summary: 'A scope that the client does not have',
    text: { mediaType: FORM, content: 'grant_type=client_credentials&scope=registry%3Awrite' },
    status: 400,
  },
  {
    ...token,
    name: 'wrong-secret',
    summary: 'Without id and secret',
    sender: 'nobody',
    text: { mediaType: FORM, content: 'grant_type=client_credentials' },
    status: 401,
  },
];

/** Before there is any order. */
export const FIRST_CHECK_EXAMPLES: readonly Example[] = [
  {
    ...check,
    name: 'allow',
    summary: 'A purchase that may go ahead',
    body: { purchase: { sector: 'rail', train: 'K528', seat: '3' }, subjects: [passenger] },
    status: 200,
  },
  {
    ...check,
    name: 'no-token',
    summary: 'Without a token',
    sender: 'nobody',
    body: { purchase: TRAIN, subjects: [passenger] },
    status: 401,
  },
  {
    ...check,
    name: 'scope-of-another-sector',
    summary: 'An airline asks about a train',
    sender: 'demo-air',
    body: { purchase: TRAIN, subjects: [passenger] },
    status: 403,
  },
  {
    ...check,
    name: 'invalid',
    summary: 'A number that cannot be one, and a field that is not known',
    body: { purchase: { ...TRAIN, class: 2 }, subjects: [{ ref: 'p1', documents: [MISREAD] }] },
    status: 422,
  },
  {
    ...check,
    name: 'misread-number',
    summary: 'A number whose check character is wrong',
    body: { purchase: TRAIN, subjects: [{ ref: 'p1', documents: [MISREAD] }] },
    status: 422,
  },
  {
    ...check,
    name: 'cut-off',
    summary: 'A body that is not complete',
    text: { mediaType: 'application/json', content: '{"purchase":{"sector":"rail"' },
    status: 400,
  },
  {
    ...check,
    name: 'not-json',
    summary: 'A body that is not JSON',
    text: { mediaType: 'text/plain', content: 'G101' },
    status: 415,
  },
];

/** While the order against the debtor is in force. */
export const CHECK_EXAMPLES: readonly Example[] = [
  {
    ...check,
    name: 'deny',
    summary: 'A seat that an order forbids, with proof that it was asked',
    body: { checkpoint: 'sale', purchase: TRAIN, subjects: [debtor], attest: true },
    status: 200,
  },
  {
    ...check,
    name: 'verify-identity',
    summary: 'The document of one person and the name of another',
    body: { purchase: TRAIN, subjects: [{ ...debtor, name: PASSENGER.name }] },
    status: 200,
  },
  {
    ...check,
    name: 'group-of-guests',
    summary: 'Two guests of a hotel, judged one by one',
    sender: 'demo-hotel',
    body: {
      checkpoint: 'check-in',
      purchase: { sector: 'hotel', starRating: 5, ratePerNight: { amount: 128000, currency: 'CNY' } },
      subjects: [debtor, passenger],
    },
    status: 200,
  },
  {
    name: 'not-sold',
    summary: 'The denied seat was not sold',
    operation: 'reportOutcome',
    sender: 'demo-rail',
    path: CHECK_ID,
    body: { results: [{ ref: 'p1', outcome: 'not-sold' }] },
    status: 204,
  },
  {
    name: 'unknown-outcome',
    summary: 'An outcome that there is not',
    operation: 'reportOutcome',
    sender: 'demo-rail',
    path: CHECK_ID,
    body: { results: [{ ref: 'p1', outcome: 'lost' }] },
    status: 422,
  },
];

/** What the check API answers when the register cannot be read. Told to one that is in this state. */
export const UNDETERMINED_EXAMPLE: Example = {
  ...check,
  name: 'undetermined',
  summary: 'The register cannot be read in time',
  body: { purchase: TRAIN, subjects: [debtor] },
  status: 200,
};
