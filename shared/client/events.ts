import type { UndeterminedCause } from './checks/result.ts';
import type { Fallback, Sector } from './checks/sectors.ts';
import type { ErrorCode } from './errors.ts';

export type CircuitState = 'closed' | 'open' | 'half-open';

/** What a client tells its owner's logs and metrics. No event holds a document, a name, a token or a secret. */
export type ClientEvent =
  | {
      readonly kind: 'attempt';
      /** Method and path, with a placeholder for every id. */
      readonly route: string;
      readonly requestId: string;
      /** 1 for the first. */
      readonly attempt: number;
      readonly durationMs: number;
      readonly status?: number;
      /** Absent when it was answered. */
      readonly code?: ErrorCode;
    }
  | {
      readonly kind: 'retry';
      readonly route: string;
      readonly requestId: string;
      readonly waitMs: number;
      readonly code: ErrorCode;
    }
  | { readonly kind: 'token'; readonly durationMs: number; readonly code?: ErrorCode }
  | { readonly kind: 'circuit'; readonly state: CircuitState }
  | {
      readonly kind: 'fallback';
      readonly requestId: string;
      readonly sector: Sector;
      readonly fallback: Fallback;
      readonly cause: UndeterminedCause;
      readonly subjects: number;
    };

export type Emit = (event: ClientEvent) => void;

/** A listener that fails must not fail a sale. */
export function emitTo(listener: Emit | undefined): Emit {
  return (event) => {
    try {
      listener?.(event);
    } catch {
      // The listener's own affair.
    }
  };
}
