import type { JsonObject } from '../json.ts';
import { json, type Operation } from '../operation.ts';
import { inquiry, inquiryAnswer } from '../schemas/inquiries.ts';

const page = { mediaType: 'text/html', schema: { type: 'string' } } as const;

const lang = {
  name: 'lang',
  description: 'The language of the page; that of the browser if it is left out.',
  schema: { type: 'string' },
} as const;

const form: JsonObject = {
  type: 'object',
  properties: {
    type: { type: 'string', description: 'Which kind of document it is.' },
    number: { type: 'string', description: 'The number of the document.' },
    issuer: { type: 'string', description: 'Of a passport the country that issued it.' },
    name: { type: 'string', description: 'The name that stands on the document.' },
    reference: { type: 'string', description: 'The redress reference, if there is one.' },
  },
};

export const INQUIRY_OPERATIONS: readonly Operation[] = [
  {
    method: 'post',
    path: '/v1/inquiries',
    id: 'inquire',
    tag: 'Inquiries',
    summary: 'Ask whether an order names me',
    description:
      'For programs of others, such as an app of the courts. No token: everyone may ask about themselves, with the number and the name both exact. Answers take whole steps of half a second whatever is found. Limits hold by address, by number and for all together.',
    access: 'public',
    body: json(inquiry),
    answers: { 200: { description: 'What may be told.', content: json(inquiryAnswer) } },
    problems: ['too-many-requests'],
  },
  {
    method: 'get',
    path: '/inquiry',
    id: 'getInquiryPage',
    tag: 'Inquiries',
    summary: 'The page of the inquiry',
    description: 'A form for people, in Chinese and English, without any script.',
    access: 'public',
    query: [
      { name: 'reference', description: 'The redress reference to fill in.', schema: { type: 'string' } },
      lang,
    ],
    asPages: true,
    answers: { 200: { description: 'The form.', content: page } },
  },
  {
    method: 'post',
    path: '/inquiry',
    id: 'submitInquiryPage',
    tag: 'Inquiries',
    summary: 'Send the form of the inquiry',
    description: 'The same inquiry for people. Every answer is a page.',
    access: 'public',
    query: [lang],
    body: { mediaType: 'application/x-www-form-urlencoded', schema: form },
    answers: {
      200: { description: 'What may be told.', content: page },
      422: { description: 'The form again, with what is wrong.', content: page },
    },
    asPages: true,
    problems: ['malformed-request', 'body-too-large', 'unsupported-media-type', 'too-many-requests'],
  },
];
