import type { Json, JsonObject } from '../json.ts';

/** Who sends an example: a client of the embedded default, or nobody in particular. */
export type Sender = 'demo-rail' | 'demo-air' | 'demo-hotel' | 'demo-court' | 'demo-ops' | 'nobody';

/**
 * A request of a story that a test tells to a running service. Texts such as `{{deny#/checkId}}` stand for what an
 * earlier example was answered with: the name of the example and a JSON Pointer into its answer.
 */
export interface Example {
  /** Unique; names the example in the document. */
  readonly name: string;
  readonly summary: string;
  readonly operation: string;
  readonly sender: Sender;
  readonly path?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: JsonObject;
  /** What is sent instead of JSON. */
  readonly text?: { readonly mediaType: string; readonly content: string };
  readonly status: number;
  /** The story goes on when the change that this has led to is applied. */
  readonly applied?: boolean;
  /** What the story waits for, by asking again, before it goes on. */
  readonly until?: { readonly pointer: string; readonly equals: Json };
  /** The story waits until this instant of the answer has come. */
  readonly waitFor?: string;
  /** Sent so often; the last answer counts. */
  readonly times?: number;
}

/** What an example was answered with, as it is kept for the document. */
export interface KeptAnswer {
  readonly status: number;
  readonly mediaType?: string;
  readonly body?: Json;
}

export type KeptAnswers = Readonly<Record<string, KeptAnswer>>;

/** An example as the document shows it. */
export interface ShownExample {
  readonly name: string;
  readonly summary: string;
  readonly value: Json;
}
