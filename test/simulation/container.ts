import { type CheckEngine, createCheckEngine } from '../../shared/check/check-engine.ts';
import { type OutcomeDependencies, reportOutcome } from '../../shared/check/report-outcome.ts';
import { type CheckRequest, checkRequestSchema, type SubjectResult } from '../../shared/contracts/check.ts';
import type { DocumentInput } from '../../shared/contracts/document.ts';
import type { CheckId, OperatorId } from '../../shared/contracts/ids.ts';
import { DependencyUnavailable } from '../../shared/contracts/problem.ts';
import { formatInstant } from '../../shared/contracts/time.ts';
import { createFollower, type FollowerOptions } from '../../shared/filter/follower.ts';
import type { CheckCall, ReportCall } from './history.ts';
import type { Machine } from './machine.ts';
import { documentOf, identity, keyOf, SECRET_VERSION } from './people.ts';
import type { ContainerName, PlannedPurchase } from './plan.ts';
import type { CheckPorts } from './planted.ts';
import { START_MS } from './scheduler.ts';
import type { Site } from './site.ts';

/** What the reads of one check share, as the check API sets it. */
const READ_BUDGET_MS = 850;

/** A container that died is replaced by a cold one after so long. */
const REPLACED_AFTER_MS = 400;

export interface Question {
  readonly operatorId: OperatorId;
  readonly person: number;
  readonly document: number;
  readonly purchase: PlannedPurchase;
  readonly isFinal?: boolean;
  readonly onAnswer?: (call: CheckCall) => void;
}

/** One place of the check API: a container, or the one that came after it. */
export interface Container {
  readonly machine: Machine;
  /** A request arrives; a frozen container has none until it thaws. */
  ask(question: Question): void;
  /** An operator says what became of a check; it hears nothing from a container that is frozen or dies meanwhile. */
  report(told: Pick<ReportCall, 'check' | 'outcome'>, settle: (isNoted: boolean) => void): void;
  restart(): void;
}

export function createContainer(site: Site, name: ContainerName): Container {
  const { scheduler, history } = site;
  let checks = 0;
  let machine: Machine;
  let engine: CheckEngine;

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
    report({ check, outcome }, settle) {
      if (!machine.isAlive || machine.isFrozen || !check.checkId) return;
      const asked = machine;
      const call: ReportCall = {
        check,
        outcome,
        startMs: scheduler.nowMs(),
        nowMs: scheduler.nowMs() + asked.wallErrorMs,
      };
      history.reports.push(call);
      scheduler.running = asked;
      const results = [{ ref: 'p1', outcome }];
      const deps = outcomeDependencies(site, asked);
      reportOutcome(deps, check.checkId, check.operatorId, { results }, asked.clock.wallMs()).then(
        () => {
          call.notedMs = scheduler.nowMs();
          settle(true);
        },
        (error: unknown) => {
          if (!(error instanceof DependencyUnavailable)) history.unexpected.push(error);
          settle(false);
        },
      );
    },
    ask({ operatorId, person, document, purchase, isFinal = false, onAnswer }) {
      if (!machine.isAlive || machine.isFrozen) return;
      const asked = machine;
      const call: CheckCall = {
        container: asked.name,
        operatorId,
        person,
        key: keyOf(person, document),
        purchase,
        startMs: scheduler.nowMs(),
        nowMs: scheduler.nowMs() + asked.wallErrorMs,
        isFinal,
      };
      history.checks.push(call);
      const disturbances = asked.disturbances;
      const request = requestOf(purchase, documentOf(person, document));
      const finish = (settle: (call: CheckCall) => void) => {
        call.endMs = scheduler.nowMs();
        call.disturbed = asked.disturbances > disturbances;
        settle(call);
      };
      scheduler.running = asked;
      Promise.resolve(
        engine.check(site.planted?.request?.(request) ?? request, operatorId, asked.clock.monotonicMs()),
      ).then(
        (outcome) =>
          finish((done) => {
            if (outcome.kind === 'invalid') done.thrown = new Error('the question was refused');
            else {
              done.result = outcome.answer.results[0] as SubjectResult;
              done.checkId = outcome.answer.checkId;
              onAnswer?.(done);
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

function requestOf(purchase: PlannedPurchase, document: DocumentInput): CheckRequest {
  return checkRequestSchema.parse({
    purchase: 'train' in purchase ? seatOn(purchase) : stayFor(purchase),
    subjects: [{ ref: 'p1', documents: [document] }],
  });
}

function seatOn({ train, serviceAtMs }: Extract<PlannedPurchase, { train: string }>) {
  return {
    sector: 'rail',
    train,
    seat: 'O',
    ...(serviceAtMs !== undefined && { serviceAt: formatInstant(START_MS + serviceAtMs) }),
  };
}

function stayFor({ resortFen }: Extract<PlannedPurchase, { resortFen: number }>) {
  return { sector: 'travel-agency', service: 'resort', amount: { amount: resortFen, currency: 'CNY' } };
}

/** The report of an outcome, as the check API wires it. */
function outcomeDependencies({ register, history, scheduler, planted, reach }: Site, machine: Machine) {
  const deps: OutcomeDependencies = {
    effects: reach(machine, 'effects', register.effects),
    allowances: reach(machine, 'allowances', register.allowances),
    interceptions: reach(machine, 'interceptions', register.interceptions),
    onOverUsed: (allowance) => history.overUsed.push({ atMs: scheduler.nowMs(), allowance }),
  };
  return planted?.outcome?.(deps, machine) ?? deps;
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
