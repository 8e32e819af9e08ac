import { type BuildOptions, buildSnapshot } from '../../shared/filter/builder.ts';
import type { ListedKeys } from '../../shared/filter/ports.ts';
import { parseSubjectKey } from '../../shared/identity/subject-key.ts';
import { LIFETIME_MS } from './log-retention.ts';
import type { Machine } from './machine.ts';
import { SECRET_VERSION } from './people.ts';
import type { PointerPages } from './register.ts';
import type { Site } from './site.ts';

const REPLACED_AFTER_MS = 1_000;

export interface SnapshotBuilder {
  readonly machine: Machine;
  /** Begins a build; others may be under way. What became of it is seen from the snapshots. */
  build(required: boolean): void;
}

export function createSnapshotBuilder(site: Site): SnapshotBuilder {
  const { scheduler, register, planted } = site;
  let builds = 0;
  let machine: Machine;

  function boot(): void {
    machine = site.boot('builder', () => scheduler.at(scheduler.nowMs() + REPLACED_AFTER_MS, boot));
  }

  boot();
  return {
    get machine() {
      return machine;
    },
    build(required) {
      if (!machine.isAlive) return;
      const number = ++builds;
      const options: BuildOptions = {
        log: site.reach(machine, 'log', register.log),
        listedKeys: scanOf(site.reach(machine, 'pointers', register.pointerPages)),
        manifests: site.reach(machine, 'manifests', register.manifests),
        files: site.reach(machine, 'files', register.files, 's3'),
        clock: machine.clock,
        secretVersion: SECRET_VERSION,
        newFileId: () => `build-${number}`,
        required,
        absentProbes: 1,
      };
      const given = planted?.builder?.(options, machine) ?? options;
      const owner = machine;
      const limit = scheduler.at(scheduler.nowMs() + LIFETIME_MS, () => owner.crash());
      const end = () => limit.cancel();
      // A build that fails is repeated by the next one; what was published before stays in use.
      owner.later(0, () => void buildSnapshot(given).then(end, end));
    },
  };
}

/** A scan page by page, between which pointers may be put before or behind it. */
function scanOf(pages: PointerPages): ListedKeys {
  return {
    async *scan() {
      for (let last = ''; ; ) {
        const keys = await pages.after(last);
        if (keys.length === 0) return;
        yield keys.map(parseSubjectKey);
        last = keys.at(-1) as string;
      }
    },
  };
}
