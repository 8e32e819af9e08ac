/** The command line cannot be used. Names options, never their values: one of them is a secret. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** The input cannot be read as a whole. A line that is wrong by itself is a rejection and no error. */
export class InputError extends Error {
  override readonly name = 'InputError';
}

/** The service did not do its part within the time, or answered something that it should not. */
export class ServiceError extends Error {
  override readonly name = 'ServiceError';
}

/** The service does not let us in: waiting would not help. */
export class CredentialsRefused extends Error {
  override readonly name = 'CredentialsRefused';
}

/** The user wants to stop. */
export class Interrupted extends Error {
  override readonly name = 'Interrupted';
}
