import { syntheticResidentId } from '../../../fixtures/synthetic-documents.ts';
import type { Person } from './court.ts';

/** People of these programs' tests begin here; no other test uses their numbers. */
const FIRST = 720_000;

/** Somebody who does not exist. */
export function person(n: number): Person {
  return { name: `测试${'子丑寅卯辰巳午未申酉戌亥'.charAt(n % 12)}`, documents: [residentId(n)] };
}

export function residentId(n: number) {
  return { type: 'resident-id', number: syntheticResidentId(FIRST + n) } as const;
}
