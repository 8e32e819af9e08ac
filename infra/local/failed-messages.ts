import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';

/**
 * Which messages of a batch failed, by the rules of Lambda's partial batch response: nothing returned means that all
 * succeeded, and an answer that names no or an unknown message means that the whole batch failed.
 * Source: https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html
 */
export function failedMessageIds(
  event: SQSEvent,
  response: SQSBatchResponse | undefined,
): ReadonlySet<string> {
  const sent = new Set(event.Records.map((record) => record.messageId));
  const failures: unknown = response?.batchItemFailures ?? [];
  if (!Array.isArray(failures)) return sent;
  const failed = new Set<string>();
  for (const failure of failures) {
    const id: unknown = (failure as { itemIdentifier?: unknown } | null)?.itemIdentifier;
    if (typeof id !== 'string' || !sent.has(id)) return sent;
    failed.add(id);
  }
  return failed;
}
