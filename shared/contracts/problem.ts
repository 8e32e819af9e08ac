/**
 * One thing wrong with the input. `pointer` is a JSON Pointer (RFC 6901) into the request body; `detail` says what
 * to do about it and never repeats what was sent.
 */
export interface FieldProblem {
  readonly pointer: string;
  readonly detail: string;
}

/** A fault of something we depend on (DynamoDB, SQS, S3, secrets, KMS). Expected, bounded in time, becomes a 503 or a retry. */
export class DependencyUnavailable extends Error {
  override readonly name = 'DependencyUnavailable';
  readonly dependency: 'dynamodb' | 'sqs' | 's3' | 'secrets' | 'kms';

  constructor(dependency: DependencyUnavailable['dependency'], message: string, cause?: unknown) {
    super(message, { cause });
    this.dependency = dependency;
  }
}
