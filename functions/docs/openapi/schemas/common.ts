import * as z from 'zod';
import { documentField } from '../../../../shared/contracts/document.ts';
import { ID_PATTERN } from '../../../../shared/contracts/ids.ts';
import { RESTRICTED_ITEMS } from '../../../../shared/contracts/items.ts';
import { moneyField } from '../../../../shared/contracts/money.ts';
import { instantField } from '../../../../shared/contracts/time.ts';
import { staffField } from '../../../../shared/due-process/acts/act.ts';
import { COURT_CODE_PATTERN } from '../../../../shared/orders/court-code.ts';
import { described, named } from '../registry.ts';

/* What requests and answers have in common. */

named('InstantSent', instantField, 'A date and time with its offset, as RFC 3339 writes it.', {
  format: 'date-time',
});

named(
  'Money',
  moneyField,
  'An amount in the minor unit of its currency: for CNY whole fen, of which 100 are one yuan. Amounts in other currencies are converted before asking.',
);
described(moneyField.shape, { amount: 'Whole fen: 128000 is 1,280 yuan.' });

named(
  'Document',
  documentField,
  'A document of a person, or the code of an organization, as the counter reads it. Numbers are taken in full width too, with blanks around them and in either case; their check characters are verified, and a number that cannot be one is answered with 422 before anybody is looked up.',
);
described(documentField.shape, {
  type: 'Which kind of document it is.',
  number: 'The number as printed.',
  issuer:
    'Of a passport, and only of one: the country that issued it, by its three letters of ISO 3166-1, such as CHN.',
});

named(
  'Staff',
  staffField,
  'Who acted within the court, as its own systems know them: a reference, never a name and never the number of a document. It stands in the account of the act.',
  { not: { pattern: '[0-9]{15}' } },
);

export const instant = named(
  'Instant',
  z.string().regex(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}\+08:00$/),
  'A date and time in the time of the courts, Asia/Shanghai (UTC+8).',
  { format: 'date-time' },
);

export const month = () => z.string().regex(/^\d{4}-(0[1-9]|1[0-2])$/);

export const bilingual = named(
  'Bilingual',
  z.strictObject({ en: z.string().min(1), 'zh-CN': z.string().min(1) }),
  'A text for people, in English and in Chinese: show the one of their language.',
);

export const item = named(
  'RestrictedItem',
  z.enum(RESTRICTED_ITEMS),
  'A kind of consumption that an order can restrict (Provisions on restricting high consumption, art. 3).',
);

export const uuid = () => z.string().regex(/^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/);
export const ourId = () => z.string().regex(ID_PATTERN);
export const courtCode = () => z.string().regex(new RegExp(`^${COURT_CODE_PATTERN}$`));
export const count = () => z.int().min(0);
export const decisionId = () => z.string().regex(/^dec_[A-Za-z0-9_-]{1,124}$/);
export const noticeId = () => z.string().regex(/^ntc_[A-Za-z0-9_-]{1,124}$/);

export const fieldProblem = named(
  'FieldProblem',
  z.strictObject({ pointer: z.string(), detail: z.string().min(1) }),
  'One thing that is wrong with what was sent.',
);
described(fieldProblem.shape, {
  pointer: 'Where, as a JSON Pointer (RFC 6901) into the body; for parameters, into an object of them.',
  detail: 'What it must be instead. It never repeats what was sent.',
});
