import { expectTypeOf, test } from 'vitest';
import type * as z from 'zod';
import type { CourtAct } from '../../../shared/client/courts/act.ts';
import type * as client from '../../../shared/client/index.ts';
import type { checkRequestSchema, Fallback, SubjectResult } from '../../../shared/contracts/check.ts';
import type { DocumentType } from '../../../shared/contracts/document.ts';
import type { RestrictedItem } from '../../../shared/contracts/items.ts';
import type { listChangeField } from '../../../shared/contracts/list-change.ts';
import type { outcomeReportSchema } from '../../../shared/contracts/outcome.ts';
import type { purchaseField } from '../../../shared/contracts/purchases.ts';
import type { Checkpoint, Sector } from '../../../shared/contracts/sectors.ts';
import type { release } from '../../../shared/due-process/acts/release.ts';

/*
 * The published types stand by themselves, so that whoever installs the client needs no schema library. Here the
 * compiler compares them with the schemas of the service, both ways.
 */

/** Without `readonly`, and with optional fields that may be `undefined`, which JSON does not tell from left out. */
type Plain<T> = T extends readonly (infer One)[]
  ? Plain<One>[]
  : T extends object
    ? { -readonly [Name in keyof T]: Plain<T[Name]> }
    : T;

type Sent<Schema extends z.ZodType> = Plain<z.input<Schema>>;

test('the types of the client are those of the service, for everything that is sent', () => {
  type CheckSent = Sent<typeof checkRequestSchema>;
  expectTypeOf<client.Sector>().toEqualTypeOf<Sector>();
  expectTypeOf<client.Checkpoint>().toEqualTypeOf<Checkpoint>();
  expectTypeOf<client.Fallback>().toEqualTypeOf<Fallback>();
  expectTypeOf<client.DocumentType>().toEqualTypeOf<DocumentType>();
  expectTypeOf<client.RestrictedItem>().toEqualTypeOf<RestrictedItem>();
  expectTypeOf<Plain<client.Purchase>>().toExtend<Sent<typeof purchaseField>>();
  expectTypeOf<Plain<Required<client.Purchase>>['sector']>().toEqualTypeOf<
    Sent<typeof purchaseField>['sector']
  >();
  expectTypeOf<Plain<client.Subject>>().toExtend<CheckSent['subjects'][number]>();
  expectTypeOf<Plain<client.OutcomeReport>>().toExtend<Sent<typeof outcomeReportSchema>['results'][number]>();
  expectTypeOf<Plain<client.ListChange>>().toExtend<Sent<typeof listChangeField>>();
});

test('no field that the service takes is missing from the client', () => {
  type FieldsOf<T> = T extends unknown ? Extract<keyof T, string> : never;
  type OfSector<T, S extends Sector> = FieldsOf<Extract<T, { sector: S }>>;
  type EachSector<T> = { [S in Sector]: OfSector<T, S> };
  type Ours = EachSector<client.Purchase>;
  type Theirs = EachSector<Sent<typeof purchaseField>>;
  expectTypeOf<Ours>().toExtend<Theirs>();
  expectTypeOf<Theirs>().toExtend<Ours>();
  expectTypeOf<keyof client.Subject>().toEqualTypeOf<
    keyof z.input<typeof checkRequestSchema>['subjects'][number]
  >();
  expectTypeOf<keyof client.OrderDocument>().toEqualTypeOf<keyof z.input<typeof listChangeField>['order']>();
  expectTypeOf<keyof client.OrderDocument['subject']>().toEqualTypeOf<
    keyof z.input<typeof listChangeField>['order']['subject']
  >();
  expectTypeOf<client.Outcome>().toEqualTypeOf<
    z.input<typeof outcomeReportSchema>['results'][number]['outcome']
  >();
});

test('whatever the service decides has a place in the types of the client', () => {
  type Decision = SubjectResult['decision'];
  expectTypeOf<client.SubjectResult['decision']>().toEqualTypeOf<Decision>();
  type DeniedByService = Omit<Extract<SubjectResult, { decision: 'deny' }>, 'checkId'>;
  expectTypeOf<DeniedByService>().toExtend<Omit<client.Denied, 'checkId'>>();
  expectTypeOf<keyof DeniedByService>().toEqualTypeOf<keyof Omit<client.Denied, 'checkId'>>();
});

test('a result is narrowed by its decision', () => {
  type Of<D extends client.SubjectResult['decision']> = Extract<client.SubjectResult, { decision: D }>;
  expectTypeOf<Of<'undetermined'>['fallback']>().toEqualTypeOf<Fallback>();
  expectTypeOf<Of<'deny'>['decisionId']>().toEqualTypeOf<string>();
  expectTypeOf<'decisionId' extends keyof Of<'allow'> ? true : false>().toEqualTypeOf<false>();
});

test('a release of the client is one of the service', () => {
  type Release = Omit<Extract<CourtAct, { act: 'release' }>, 'act'>;
  expectTypeOf<Release['endReason']>().toEqualTypeOf<
    Exclude<client.EndReason, 'entered-in-error' | 'role-ended'>
  >();
  expectTypeOf<typeof release.path>().toEqualTypeOf<string>();
});
