import { setTimeout as pause } from 'node:timers/promises';
import { DependencyUnavailable } from '../contracts/problem.ts';
import { formatSubjectKey } from '../identity/subject-key.ts';
import type { SubjectKeyer } from '../identity/subject-keyer.ts';
import type { PointerStore } from '../orders/ports.ts';
import { keyOf } from './key-of.ts';
import { SANDBOX_SUBJECTS, type SandboxSubject, type Trouble } from './subjects.ts';

/** Below what the reads of one check may take together (850 ms), with some room for the reads that follow. */
export const SLOW_MS = 700;

type Pointers = Pick<PointerStore, 'findOrderIds'>;
type Keyer = Pick<SubjectKeyer, 'keyOf'>;

/**
 * Pointers that are in trouble when they are asked about certain subjects of the sandbox: about one nothing can be read,
 * about another it takes long. Everybody else is looked up as ever. The engine meets what it would meet if the register
 * failed, so integrators see the real answers, and whoever runs the stage the real log lines.
 *
 * @param keyer asked at each look-up, which nobody makes before there is one; another one once the secret is rotated
 */
export function troubledPointers(
  pointers: Pointers,
  keyer: () => Keyer | Promise<Keyer>,
  wait: (ms: number) => Promise<unknown> = (ms) => pause(ms, undefined, { ref: false }),
): Pointers {
  let of: Keyer | undefined;
  let known: ReadonlyMap<string, Trouble> = new Map();
  return {
    async findOrderIds(keys, signal) {
      const now = await keyer();
      if (now !== of) {
        known = troublesByKey(now);
        of = now;
      }
      const troubles = new Set<Trouble | undefined>();
      for (const key of keys) troubles.add(known.get(formatSubjectKey(key)));
      if (troubles.has('undetermined')) {
        throw new DependencyUnavailable('dynamodb', 'this subject of the sandbox is always undetermined');
      }
      if (troubles.has('slow')) await wait(SLOW_MS);
      return await pointers.findOrderIds(keys, signal);
    },
  };
}

function troublesByKey(keyer: Keyer): ReadonlyMap<string, Trouble> {
  const subjects: readonly SandboxSubject[] = SANDBOX_SUBJECTS;
  return new Map(
    subjects.flatMap((subject) =>
      subject.trouble === undefined
        ? []
        : [[formatSubjectKey(keyOf(subject, keyer)), subject.trouble] as const],
    ),
  );
}
