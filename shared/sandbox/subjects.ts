import type { DocumentInput } from '../contracts/document.ts';
import { RESTRICTED_ITEMS, type RestrictedItem } from '../contracts/items.ts';

/**
 * What becomes of a subject's order. `stays`: in force; should somebody end it, another one follows within a minute.
 * `ends-after-denial`: a minute after the first denial it is released, and ten minutes later another one is imposed.
 */
export type OrderCourse = 'stays' | 'ends-after-denial';

/** What happens when the register is asked about a subject. */
export type Trouble = 'undetermined' | 'slow';

/** The order of a subject, as far as subjects differ. */
export interface SandboxOrder {
  readonly items: readonly RestrictedItem[];
  readonly course: OrderCourse;
  readonly disclosure: 'public' | 'withheld';
  /** `never`: the order names the subject, so that the register is asked, and restricts nothing. */
  readonly inForce: 'now' | 'never';
  /** A court's permission of one purchase, whatever it is. */
  readonly permitsOne?: true;
}

/** One synthetic subject: fictitious, always the same, with a behaviour that integrators can rely on. */
export interface SandboxSubject {
  /** Stands in ids. */
  readonly label: string;
  readonly kind: 'person' | 'organization';
  readonly name: string;
  readonly document: DocumentInput;
  /** `undefined` for a subject that no court named. */
  readonly order: SandboxOrder | undefined;
  readonly trouble?: Trouble;
}

const EVERYTHING: SandboxOrder = {
  items: RESTRICTED_ITEMS,
  course: 'stays',
  disclosure: 'public',
  inForce: 'now',
};

const person = (number: string): DocumentInput => ({ type: 'resident-id', number });

/**
 * The table of subjects; the README says what each is for, and a test compares the two. Area code 999999 is allocated to
 * no place, and no other synthetic people of this repository have the sequence 999.
 */
export const SANDBOX_SUBJECTS = [
  {
    label: 'air',
    kind: 'person',
    name: '沙盒一',
    document: person('999999199101019990'),
    order: { ...EVERYTHING, items: ['air'] },
  },
  {
    label: 'everything',
    kind: 'person',
    name: '沙盒二',
    document: person('999999199101029996'),
    order: EVERYTHING,
  },
  {
    label: 'released',
    kind: 'person',
    name: '沙盒三',
    document: person('999999199101039991'),
    order: { ...EVERYTHING, course: 'ends-after-denial' },
  },
  {
    label: 'name',
    kind: 'person',
    name: '沙盒四',
    document: person('999999199101049997'),
    order: EVERYTHING,
  },
  {
    label: 'undetermined',
    kind: 'person',
    name: '沙盒五',
    document: person('999999199101059992'),
    order: { ...EVERYTHING, inForce: 'never' },
    trouble: 'undetermined',
  },
  {
    label: 'slow',
    kind: 'person',
    name: '沙盒六',
    document: person('999999199101069998'),
    order: { ...EVERYTHING, inForce: 'never' },
    trouble: 'slow',
  },
  {
    label: 'single-use',
    kind: 'person',
    name: '沙盒七',
    document: person('999999199101079993'),
    order: { ...EVERYTHING, course: 'ends-after-denial', permitsOne: true },
  },
  {
    label: 'allowed',
    kind: 'person',
    name: '沙盒八',
    document: person('999999199101089999'),
    order: undefined,
  },
  {
    label: 'organization',
    kind: 'organization',
    name: '沙盒九有限公司',
    document: { type: 'unified-social-credit-code', number: '91999999X00000001W' },
    order: EVERYTHING,
  },
  {
    label: 'withheld',
    kind: 'person',
    name: '沙盒十',
    document: person('999999199101109996'),
    order: { ...EVERYTHING, disclosure: 'withheld' },
  },
] as const satisfies readonly SandboxSubject[];
