import type * as z from 'zod';
import type { Scope } from '../../../shared/contracts/scopes.ts';
import type { HeaderName } from './headers.ts';
import type { JsonObject } from './json.ts';
import type { ProblemType } from './problems.ts';
import type { TagName } from './tags.ts';

export type Method = 'get' | 'post' | 'put' | 'delete';

/** A query or path parameter. */
export interface Parameter {
  readonly name: string;
  readonly description: string;
  readonly required?: boolean;
  readonly schema: JsonObject;
}

export interface Answer {
  readonly description: string;
  /** Absent for an answer without a body. */
  readonly content?: { readonly mediaType: string; readonly schema: JsonObject | z.ZodType };
  /** Beside those that every answer has. */
  readonly headers?: readonly HeaderName[];
}

/** One route, as the document tells it. What follows from its kind (who may ask, what a body can be wrong about) is added. */
export interface Operation {
  readonly method: Method;
  readonly path: `/${string}`;
  readonly id: string;
  readonly tag: TagName;
  readonly summary: string;
  readonly description: string;
  /** One of these scopes is needed; `public` needs no token. `basic`: the client's id and secret. */
  readonly access: 'public' | 'basic' | readonly Scope[];
  readonly query?: readonly Parameter[];
  readonly body?: { readonly mediaType: string; readonly schema: z.ZodType | JsonObject };
  /** Whether `Idempotency-Key` is taken. */
  readonly idempotent?: boolean;
  readonly answers: Readonly<Record<number, Answer>>;
  /** For people: problems are pages too. */
  readonly asPages?: boolean;
  /** Problems that do not follow from its kind. */
  readonly problems?: readonly ProblemType[];
}

export function json(schema: z.ZodType): NonNullable<Answer['content']> {
  return { mediaType: 'application/json', schema };
}
