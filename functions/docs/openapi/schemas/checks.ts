import * as z from 'zod';
import { checkRequestSchema, refField } from '../../../../shared/contracts/check.ts';
import { outcomeReportSchema } from '../../../../shared/contracts/outcome.ts';
import { purchaseField } from '../../../../shared/contracts/purchases.ts';
import { SECTORS } from '../../../../shared/contracts/sectors.ts';
import { described, named } from '../registry.ts';
import { bilingual, count, decisionId, instant, item } from './common.ts';

/* Requests. */

const PURCHASE_NAMES = {
  rail: 'RailPurchase',
  air: 'AirPurchase',
  hotel: 'HotelPurchase',
  'travel-agency': 'TravelAgencyPurchase',
  school: 'SchoolPurchase',
  insurance: 'InsurancePurchase',
  venue: 'VenuePurchase',
  property: 'PropertyPurchase',
  vehicle: 'VehiclePurchase',
} as const;

for (const option of purchaseField.options) {
  const [sector] = option.shape.sector.values;
  if (sector === undefined) throw new TypeError('a purchase has no sector');
  named(PURCHASE_NAMES[sector], option, `A purchase of the sector ${sector}.`);
  described(option.shape, {
    serviceAt: 'When the service is used, not when it is sold.',
  });
}
const [rail, air, hotel, travelAgency, school] = purchaseField.options;
described(rail.shape, {
  train: 'The number as sold; one that changes on the way is written G1/G4.',
  seat: 'The seat code of the booking field, such as O for second class or 4 for a soft sleeper.',
  emu: 'Whether an electric multiple unit runs under a number that does not tell (Y, L, S). Left out it is none.',
});
described(air.shape, {
  flight: 'The flight designator.',
  cabin: 'The letter of the booking class, or first, business, premium-economy or economy.',
});
described(hotel.shape, {
  starRating: 'Stars, 0 for unrated.',
  nationalGrade: 'The grade of the house in the national classification, if it has one.',
});
described(travelAgency.shape, { service: 'What the agency sells.' });
described(school.shape, { schoolType: 'Whether the school is private or public.' });

named('Purchase', purchaseField, 'What is being sold, by sector.', {
  discriminator: {
    propertyName: 'sector',
    mapping: Object.fromEntries(
      Object.entries(PURCHASE_NAMES).map(([sector, name]) => [sector, `#/components/schemas/${name}`]),
    ),
  },
});

named(
  'SubjectRef',
  refField,
  'Your own mark for a subject, which comes back with the result. Never the number of a document.',
);

export const checkRequest = named(
  'CheckRequest',
  checkRequestSchema,
  'A purchase and the people or organizations that it is for: every passenger and every guest, not only the buyer. For a school the subject is who pays.',
);
described(checkRequestSchema.shape, {
  checkpoint: 'Where in the life of the booking this is asked. Ask again at each of them.',
  subjects: 'Judged one by one. The results come in the same sequence.',
  attest: 'Ask for a signed statement that the check was made, to keep as proof.',
});
described(checkRequestSchema.shape.subjects.element.shape, {
  name: 'The name as printed on the document. One that does not match can only soften an answer.',
  documents: 'Every document of the subject that you hold.',
});

export const outcomeReport = named(
  'OutcomeReport',
  outcomeReportSchema,
  'What became of the purchase of each subject. A grant that was held for a check is used up by `sold`, and given back otherwise.',
);

/* Answers. */

const ref = z.string().min(1).max(64);
const customerNotice = bilingual;

const allow = named(
  'Allow',
  z.strictObject({ ref, decision: z.literal('allow') }),
  'The purchase may go ahead. Nothing more is said, whatever led to it.',
);

const deny = named(
  'Deny',
  z.strictObject({
    ref,
    decision: z.literal('deny'),
    decisionId: decisionId(),
    rule: z.strictObject({ id: z.string().min(1), items: z.array(item).min(1), source: z.string().min(1) }),
    permittedAlternatives: z.array(z.strictObject({ sector: z.enum(SECTORS), description: bilingual })),
    customerNotice,
    redress: z.strictObject({
      reference: z.string().regex(/^rdr_[0-9A-HJKMNP-TV-Z]{16}$/),
      url: z.string().min(1),
    }),
  }),
  'An order in force restricts this purchase for this subject: do not sell it.',
);
described(deny.shape, {
  decisionId:
    'Names this denial. Asking again for the same subject and class of product within a day gives the same one; the notice of its end names it too.',
  rule: 'Which rule of the policy the purchase falls under, and where it comes from.',
  permittedAlternatives: 'What may be sold instead.',
  redress: 'What the person gets to find out why: print the reference, or show the address.',
});

const verifyIdentity = named(
  'VerifyIdentity',
  z.strictObject({ ref, decision: z.literal('verify-identity'), customerNotice }),
  'The document matches and the name does not: look at the document again and ask once more. It is no denial.',
);

const undetermined = named(
  'Undetermined',
  z.strictObject({
    ref,
    decision: z.literal('undetermined'),
    fallback: z.enum(['proceed-and-recheck', 'hold']),
    customerNotice,
  }),
  'The truth could not be had in time: do what `fallback` says. It is no denial.',
);
described(undetermined.shape, {
  fallback:
    '`proceed-and-recheck`: sell, and check again before the service. `hold`: wait and check again before selling.',
});

export const checkResult = named(
  'CheckResult',
  z.discriminatedUnion('decision', [allow, deny, verifyIdentity, undetermined]),
  'The decision about one subject.',
  {
    discriminator: {
      propertyName: 'decision',
      mapping: {
        allow: '#/components/schemas/Allow',
        deny: '#/components/schemas/Deny',
        'verify-identity': '#/components/schemas/VerifyIdentity',
        undetermined: '#/components/schemas/Undetermined',
      },
    },
  },
);

const attestation = named(
  'Attestation',
  z.union([
    z.strictObject({
      status: z.literal('signed'),
      statement: z.string().regex(/^[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+$/),
      salts: z.array(z.strictObject({ ref, salt: z.string().regex(/^[A-Za-z0-9_-]+$/) })).min(1),
    }),
    z.strictObject({ status: z.literal('unavailable'), detail: z.string().min(1) }),
  ]),
  'Proof that the check was made, as a compact JWS (RFC 7515) of the type `check-attestation+json`, signed with a key of `/.well-known/signing-keys.json`. Keep it with the salts: the service keeps nothing of it. When it is `unavailable` the decisions hold all the same.',
);

export const checkAnswer = named(
  'CheckAnswer',
  z.strictObject({
    checkId: z.string().regex(/^chk_[A-Za-z0-9-]{36}$/),
    checkedAt: instant,
    policy: z.string().min(1),
    asOf: z.strictObject({ seq: count(), ageMs: count() }),
    results: z.array(checkResult).min(1).max(100),
    attestation: attestation.optional(),
  }),
  'One result for each subject, in the sequence of the request.',
);
described(checkAnswer.shape, {
  checkId: 'Names this check; report what became of it under this id.',
  policy: 'Which dated set of rules judged the purchase.',
  asOf: 'Position and age of the list that the answer rests on. It says nothing about any subject.',
  attestation: 'Only of a check that asked for it.',
});
