import { type CheckEngine, createCheckEngine } from '../../shared/check/check-engine.ts';
import { reportOutcome } from '../../shared/check/report-outcome.ts';
import { checkRequestSchema, type SubjectResult } from '../../shared/contracts/check.ts';
import type { CheckId, OperatorId } from '../../shared/contracts/ids.ts';
import { DependencyUnavailable } from '../../shared/contracts/problem.ts';
import { createFollower, type FollowerOptions } from '../../shared/filter/follower.ts';
import { OUTCOMES } from '../../shared/interceptions/interception.ts';
import type { CheckCall } from './history.ts';
import type { Machine } from './machine.ts';
import { documentOf, identity, keyOf, SECRET_VERSION } from './people.ts';
import type { ContainerName } from './plan.ts';
import type { CheckPorts } from './planted.ts';
import type { Site } from './site.ts';

/** What the reads of one check share, as the check API sets it. */
const READ_BUDGET_MS = 850;

/** A container that died is replaced by a cold one after so long. */
const REPLACED_AFTER_MS = 400;

export interface Question {
  readonly operatorId: OperatorId;
  readonly person: number;
  readonly document: number;
  readonly isFinal?: boolean;
}

/** One place of the check API: a container, or the one that came after it. */
export interface Container {
  readonly machine: Machine;
  /** A request arrives; a frozen container has none until it thaws. */
  ask(question: Question): void;
  restart(): void;
}

export function createContainer(site: Site, name: ContainerName): Container {
  const { scheduler, history } = site;
  let checks = 0;
  let machine: Machine;
  let engine: CheckEngine;

  /** Now and then an operator says what became of a check, some time later. */
  function maybeReport(asked: Machine, operatorId: OperatorId, checkId: CheckId): void {
    if (!asked.random.chance(0.1)) return;
    const outcome = asked.random.pick(OUTCOMES);
    const store = <T extends object>(port: string, one: T) => site.reach(asked, port, one);
    const { effects, allowances, interceptions } = site.register;
    asked.later(asked.random.between(0, 20_000), () => {
      reportOutcome(
        {
          effects: store('effects', effects),
          allowances: store('allowances', allowances),
          interceptions: store('interceptions', interceptions),
          onOverUsed: () => {},
        },
        checkId,
        operatorId,
        { results: [{ ref: 'p1', outcome }] },
        asked.clock.wallMs(),
      ).catch((error: unknown) => {
        if (!(error instanceof DependencyUnavailable)) history.unexpected.push(error);
      });
    });
  }

  function boot(): void {
    machine = site.boot(name, () => scheduler.at(scheduler.nowMs() + REPLACED_AFTER_MS, boot));
    engine = startEngine(site, machine, () => `chk_${machine.name}-${++checks}` as CheckId);
  }

  boot();
  return {
    get machine() {
      return machine;
    },
    restart() {
      machine.crash();
    },
    ask({ operatorId, person, document, isFinal = false }) {
      if (!machine.isAlive || machine.isFrozen) return;
      const asked = machine;
      const call: CheckCall = {
        container: asked.name,
        operatorId,
        person,
        key: keyOf(person, document),
        startMs: scheduler.nowMs(),
        isFinal,
      };
      history.checks.push(call);
      const disturbances = asked.disturbances;
      const request = checkRequestSchema.parse({
        purchase: { sector: 'rail', train: 'G101', seat: 'O' },
        subjects: [{ ref: 'p1', documents: [documentOf(person, document)] }],
      });
      const finish = (settle: (call: CheckCall) => void) => {
        call.endMs = scheduler.nowMs();
        call.disturbed = asked.disturbances > disturbances;
        settle(call);
      };
      scheduler.running = asked;
      Promise.resolve(engine.check(request, operatorId, asked.clock.monotonicMs())).then(
        (outcome) =>
          finish((done) => {
            if (outcome.kind === 'invalid') done.thrown = new Error('the question was refused');
            else {
              done.result = outcome.answer.results[0] as SubjectResult;
              if (!isFinal) maybeReport(asked, operatorId, outcome.answer.checkId);
            }
          }),
        (error: unknown) =>
          finish((done) => {
            done.thrown = error;
          }),
      );
    },
  };
}

/** The check engine and its follower, as the check API wires them. */
function startEngine(site: Site, machine: Machine, newCheckId: () => CheckId): CheckEngine {
  const { register, planted } = site;
  const { clock } = machine;
  const followed: FollowerOptions = {
    log: site.reach(machine, 'log', register.log),
    manifests: site.reach(machine, 'manifests', register.manifests),
    files: site.reach(machine, 'files', register.files, 's3'),
    clock,
    secretVersion: SECRET_VERSION,
  };
  const follower = createFollower(planted?.follower?.(followed, machine) ?? followed);
  const ports: CheckPorts = {
    pointers: site.reach(machine, 'pointers', register.pointers),
    orders: site.reach(machine, 'orders', register.orders),
    interceptions: site.reach(machine, 'interceptions', register.interceptions),
    allowances: site.reach(machine, 'allowances', register.allowances),
    effects: site.reach(machine, 'effects', register.effects),
  };
  return createCheckEngine({
    ...(planted?.check?.(ports, machine) ?? ports),
    clock,
    lookup: () => ({ ...identity, follower }),
    newCheckId,
    startDeadline(spentMs) {
      const controller = new AbortController();
      machine.setTimer(READ_BUDGET_MS - spentMs, () => controller.abort(new Error('the time is up')));
      return controller.signal;
    },
    inquiryUrl: 'https://inquiries.example/ask',
    onUndetermined: () => {},
  });
}
