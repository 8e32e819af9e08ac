import * as z from 'zod';
import { inquiryRequest } from '../../../../shared/inquiry/inquiry.ts';
import { described, named } from '../registry.ts';
import { bilingual, item } from './common.ts';

export const inquiry = named(
  'Inquiry',
  inquiryRequest,
  'What a person sends to find out whether an order names them: a document of their own and the name that stands on it, both exact.',
);
described(inquiryRequest.shape, {
  redressReference:
    'From the notice about the refused purchase: rdr_ and 16 letters and digits, as it is typed.',
});

const court = z.strictObject({ code: z.string(), name: z.string(), phone: z.string() });
const asSent = z.string().min(1);

const disclosedOrder = named(
  'DisclosedOrder',
  z.strictObject({
    state: z.enum(['in-force', 'suspended', 'not-yet-in-force']),
    court,
    caseNumber: z.string(),
    items: z.array(z.strictObject({ item, description: bilingual })),
    period: z.strictObject({ from: asSent, to: asSent.nullable() }),
    disclosure: z.enum(['public', 'withheld']),
    waysOut: z.strictObject({ perform: bilingual, object: bilingual, askForGrant: bilingual }),
    courtAbove: z.strictObject({ code: z.string().nullable(), description: bilingual }),
  }),
  'What a person is told about an order that names them.',
);
described(disclosedOrder.shape, {
  waysOut: 'What can be done about it, each way in words.',
  courtAbove: 'Where a rejected objection goes.',
});

export const inquiryAnswer = named(
  'InquiryAnswer',
  z.strictObject({ orders: z.array(disclosedOrder), message: bilingual }),
  'The orders that may be told, and words for the person. No order, another name, an ended order and a withheld one are answered alike.',
);
