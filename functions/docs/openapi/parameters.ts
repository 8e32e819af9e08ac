import { CHAINS } from '../../../shared/audit/chains.ts';
import { ID_PATTERN } from '../../../shared/contracts/ids.ts';
import { COURT_CODE_PATTERN } from '../../../shared/orders/court-code.ts';
import type { JsonObject } from './json.ts';

const id: JsonObject = { type: 'string', pattern: ID_PATTERN.source };

/** What stands in paths. */
export const PATH_PARAMETERS: Readonly<
  Record<string, { readonly description: string; readonly schema: JsonObject }>
> = {
  checkId: {
    description: 'The `checkId` of the answer to the check.',
    schema: { type: 'string', pattern: '^chk_[A-Za-z0-9-]{36}$' },
  },
  changeId: {
    description: 'The id under which the change was sent.',
    schema: { type: 'string', format: 'uuid' },
  },
  orderId: { description: 'The court’s own id of the order.', schema: id },
  about: { description: 'The id of the grant.', schema: id },
  objectionId: {
    description: 'The id that the filing was answered with.',
    schema: { type: 'string', pattern: '^obj_[A-Za-z0-9_-]{22}$' },
  },
  courtCode: {
    description: 'The code of the court as it stands in case numbers.',
    schema: { type: 'string', pattern: `^${COURT_CODE_PATTERN}$` },
  },
  month: {
    description: 'Year and month, Asia/Shanghai.',
    schema: { type: 'string', pattern: '^[0-9]{4}-(0[1-9]|1[0-2])$' },
  },
  chain: {
    description: 'The number of the chain.',
    schema: { type: 'integer', minimum: 0, maximum: CHAINS - 1 },
  },
  noticeId: { description: 'The id of the notice.', schema: id },
  operatorId: { description: 'The id of the operator.', schema: id },
  asset: {
    description: 'The name of the file.',
    schema: { type: 'string', pattern: '^[a-z0-9-]+\\.[a-z]+$' },
  },
};

/** Headers that requests may have. */
export const HEADER_PARAMETERS: Readonly<Record<string, JsonObject>> = {
  RequestId: {
    name: 'x-request-id',
    in: 'header',
    description:
      'Your own mark for the request: a UUID, 32 hexadecimal digits, or up to 64 letters, digits, dots, dashes and underscores without six digits in a row. Anything else is replaced.',
    schema: { type: 'string' },
  },
  TraceParent: {
    name: 'traceparent',
    in: 'header',
    description:
      'The trace that the request belongs to (W3C Trace Context). One of another form is not looked at.',
    schema: { type: 'string' },
  },
  IdempotencyKey: {
    name: 'Idempotency-Key',
    in: 'header',
    description:
      'Sent again within a day with the same body, path and scopes, the request is answered as it was the first time. 1 to 255 visible characters of ASCII without comma, backslash and quotation mark, best a new UUID for each request; as a quoted string too.',
    schema: {
      type: 'string',
      pattern: '^(?:[!#-+\\-.-\\[\\]-~]{1,255}|"(?:[!#-\\[\\]-~]|\\\\["\\\\]){1,255}")$',
    },
  },
};

export function whole(minimum: number, maximum: number, preset: number): JsonObject {
  return { type: 'integer', minimum, maximum, default: preset };
}

export { id as idParameter };
