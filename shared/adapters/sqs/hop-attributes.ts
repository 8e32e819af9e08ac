import type { MessageAttributeValue } from '@aws-sdk/client-sqs';
import type { SQSRecord } from 'aws-lambda';
import { currentHop, type Hop, newHop } from '../../runtime/hop.ts';
import { formatTraceparent } from '../../tracing/trace-context.ts';
import { isSafeRequestId } from '../http/request-id.ts';

type Attributes = Record<string, MessageAttributeValue>;

const TRACEPARENT = 'traceparent';
const REQUEST_ID = 'requestId';

/** How the attributes of a message tell its consumer which hop sent it; `undefined` outside a hop. */
export function hopAttributes(): Attributes | undefined {
  const hop = currentHop();
  if (!hop) return undefined;
  return {
    [TRACEPARENT]: text(formatTraceparent(hop.trace)),
    ...(hop.requestId === undefined ? {} : { [REQUEST_ID]: text(hop.requestId) }),
  };
}

/** What attributes take of the size of a message: SQS counts names, types and values. */
export function bytesOf(attributes: Attributes | undefined): number {
  return Object.entries(attributes ?? {}).reduce(
    (sum, [name, { DataType = '', StringValue = '' }]) =>
      sum + Buffer.byteLength(name) + Buffer.byteLength(DataType) + Buffer.byteLength(StringValue),
    0,
  );
}

/** The hop that works on a message: the next one of whatever sent it. */
export function hopOf({ messageAttributes }: Pick<SQSRecord, 'messageAttributes'>): Hop {
  const requestId = messageAttributes?.[REQUEST_ID]?.stringValue;
  // Whoever may write to a queue is trusted with changes, but what goes into logs is judged here as everywhere.
  const safe = requestId !== undefined && isSafeRequestId(requestId) ? requestId : undefined;
  return newHop(messageAttributes?.[TRACEPARENT]?.stringValue, safe);
}

function text(value: string): MessageAttributeValue {
  return { DataType: 'String', StringValue: value };
}
