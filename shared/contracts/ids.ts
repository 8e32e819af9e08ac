import type { Brand } from './brand.ts';

/** Ids are opaque to callers; those that we make carry a prefix that tells their kind. */
export type OrderId = Brand<string, 'OrderId'>;
export type GrantId = Brand<string, 'GrantId'>;
export type ChangeId = Brand<string, 'ChangeId'>;
export type OperatorId = Brand<string, 'OperatorId'>;
export type CheckId = Brand<`chk_${string}`, 'CheckId'>;
export type DecisionId = Brand<`dec_${string}`, 'DecisionId'>;
export type RedressReference = Brand<`rdr_${string}`, 'RedressReference'>;
export type NoticeId = Brand<`ntc_${string}`, 'NoticeId'>;

/** What may stand in an id that others chose: safe in URLs, storage keys and logs. */
export const ID_PATTERN = /^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$/;

/** So many digits on end may be somebody's resident ID of either form; ids are stored and logged in clear. */
export const LIKE_A_RESIDENT_ID = /\d{15}/;
