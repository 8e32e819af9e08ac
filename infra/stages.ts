import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { LIMITATION_MS } from '../shared/retention/periods.ts';

/** The deployed functions, each by the folder it is made from; `list-sync` is deployed twice, by lane. */
export type DeployedFunction =
  | 'audit-checkpoints'
  | 'authorizer'
  | 'canary'
  | 'check-api'
  | 'deadlines'
  | 'docs'
  | 'filter-builder'
  | 'impositions'
  | 'inquiry-api'
  | 'key-rotation'
  | 'notices-api'
  | 'registry-api'
  | 'release-notices'
  | 'releases'
  | 'sandbox';

export interface Concurrency {
  /** So many containers are kept free for this function, and it never has more. */
  readonly reserved?: number;
  /** So many containers are started and wait. Costs whether or not anybody asks. */
  readonly provisioned?: number;
}

/** How a new version of a function takes over from the one before. */
export type Rollout = 'canary-10-percent-5-minutes' | 'all-at-once';

/** How long, and against whom, the checkpoints of the audit are locked. */
export interface AuditLock {
  /** `compliance`: against everybody, the account's root included. `governance`: a privileged person can lift it. */
  readonly mode: 'compliance' | 'governance';
  readonly period: Duration;
}

/** Host names below one hosted zone of Route 53. The zone has to exist; nothing is looked up. */
export interface CustomDomain {
  readonly hostedZoneId: string;
  readonly zoneName: string;
  /** Host of what asks for a token: `api.example.org`. */
  readonly apiHost: string;
  /** Host of what is public (inquiry, documentation, keys, health): `check.example.org`. */
  readonly publicHost: string;
}

export interface MultiRegion {
  /** Exactly three of one set of DynamoDB's regions (US, EU or Asia Pacific). The first one is home. */
  readonly regions: readonly [home: string, second: string, third: string];
}

/** What a deployment chooses. Everything else is the same on every stage. */
export interface StageSettings {
  readonly stageName: StageName;
  /** What becomes of the register, its keys, secrets and queues when their stack or they themselves are removed. */
  readonly removalPolicy: RemovalPolicy.RETAIN | RemovalPolicy.DESTROY;
  /** Refuses to delete the data stack, the table and the user pool. */
  readonly deletionProtection: boolean;
  readonly logRetention: RetentionDays;
  readonly auditLock: AuditLock;
  readonly concurrency: Readonly<Partial<Record<DeployedFunction, Concurrency>>>;
  readonly rollout: Rollout;
  /**
   * A snapshot is built and published so often, also when nothing has changed. Each build scans the whole table, which
   * at national size costs about a dollar, and buys nothing but a shorter log to read for containers that start.
   */
  readonly snapshotEvery: Duration;
  /** Who is told of alarms; with neither, the topic is there and whoever wants to know subscribes. */
  readonly alarms: { readonly email?: string; readonly topicArn?: string };
  /** One address may send so many requests to the public routes within five minutes. */
  readonly firewall: {
    readonly requestsPer5Minutes: number;
    /** The same for inquiries, which each cost a look into the register. At least 10. */
    readonly inquiriesPer5Minutes: number;
  };
  /** What a client without limits of its own may ask of each API. Absent: as `shared/rate-limits` has it. */
  readonly limits?: Readonly<
    Partial<
      Record<'check' | 'registry' | 'notices', { readonly ratePerSecond: number; readonly burst: number }>
    >
  >;
  /**
   * When asking counts as scanning (`shared/scanning`), which always sets off an alarm. With `slowdown` the client is also
   * slowed by that factor until the hour ends: weigh it against an honest one that reports no outcomes.
   */
  readonly scanning?: {
    readonly documents?: number;
    readonly outcomePercent?: number;
    readonly slowdown?: number;
  };
  /** Synthetic subjects with fixed answers. Never in production: a subject that no court named is denied there. */
  readonly sandbox: boolean;
  readonly domain?: CustomDomain;
  /** Absent: one region. Choose before the first deployment: a table that holds items cannot be made strong. */
  readonly multiRegion?: MultiRegion;
}

export const STAGE_NAMES = ['dev', 'staging', 'production'] as const;

export type StageName = (typeof STAGE_NAMES)[number];

/**
 * An inquiry takes half a second, so ten containers answer 20 a second: three times what the limits of the function let
 * through. Whatever comes, it never has more of the account's containers.
 */
const INQUIRY: Concurrency = { reserved: 10 };
/** As many batches as the releases' event source takes at once. */
const RELEASES: Concurrency = { reserved: 10 };
/** A second build at the same time would only be superseded. */
const FILTER_BUILDER: Concurrency = { reserved: 1 };

/** Runs take turns of a minute; one that lasts longer must not meet the next. */
const CANARY: Concurrency = { reserved: 1 };

const COMMON_CONCURRENCY = {
  canary: CANARY,
  'inquiry-api': INQUIRY,
  releases: RELEASES,
  'filter-builder': FILTER_BUILDER,
} as const;

export const STAGES: Readonly<Record<StageName, StageSettings>> = {
  /** For one developer or one try: data goes with the stacks (empty the buckets first), and a deployment does not wait. */
  dev: {
    stageName: 'dev',
    removalPolicy: RemovalPolicy.DESTROY,
    deletionProtection: false,
    logRetention: RetentionDays.ONE_WEEK,
    auditLock: { mode: 'governance', period: Duration.days(1) },
    concurrency: COMMON_CONCURRENCY,
    rollout: 'all-at-once',
    snapshotEvery: Duration.minutes(15),
    alarms: {},
    firewall: { requestsPer5Minutes: 2_000, inquiriesPer5Minutes: 100 },
    sandbox: true,
  },
  /** Production's behaviour on synthetic data: what goes wrong here would have gone wrong there. */
  staging: {
    stageName: 'staging',
    removalPolicy: RemovalPolicy.RETAIN,
    deletionProtection: true,
    logRetention: RetentionDays.ONE_MONTH,
    auditLock: { mode: 'governance', period: Duration.days(30) },
    concurrency: COMMON_CONCURRENCY,
    rollout: 'canary-10-percent-5-minutes',
    snapshotEvery: Duration.hours(1),
    alarms: {},
    firewall: { requestsPer5Minutes: 2_000, inquiriesPer5Minutes: 50 },
    sandbox: true,
  },
  production: {
    stageName: 'production',
    removalPolicy: RemovalPolicy.RETAIN,
    deletionProtection: true,
    logRetention: RetentionDays.ONE_MONTH,
    // The time within which claims can be brought.
    auditLock: { mode: 'compliance', period: Duration.millis(LIMITATION_MS) },
    concurrency: {
      ...COMMON_CONCURRENCY,
      // A container that starts has no filter yet and reads the register for every check.
      'check-api': { provisioned: 20 },
      authorizer: { provisioned: 5 },
      releases: { ...RELEASES, provisioned: 2 },
    },
    rollout: 'canary-10-percent-5-minutes',
    snapshotEvery: Duration.hours(1),
    alarms: {},
    firewall: { requestsPer5Minutes: 2_000, inquiriesPer5Minutes: 50 },
    sandbox: false,
  },
};

/** The stage that was asked for does not exist, or its settings contradict each other. */
export class StageError extends Error {
  override readonly name = 'StageError';
}

/** @throws StageError that names the stages there are. */
export function parseStageName(text: unknown): StageName {
  const found = STAGE_NAMES.find((name) => name === text);
  if (found) return found;
  throw new StageError(`Name a stage: ${STAGE_NAMES.join(', ')}; not ${JSON.stringify(text)}`);
}

/** @throws StageError for settings that would deploy something wrong. */
export function checkSettings(settings: StageSettings): StageSettings {
  const { stageName: name } = settings;
  const problems = [
    ...(name === 'production' && settings.sandbox ? ['production has no sandbox'] : []),
    ...(name === 'production' && settings.removalPolicy !== RemovalPolicy.RETAIN
      ? ['production retains its data']
      : []),
    ...(settings.multiRegion && !settings.domain
      ? ['several regions need a domain: its records lead to the nearest healthy one']
      : []),
    ...(settings.multiRegion && new Set(settings.multiRegion.regions).size !== 3
      ? ['name three different regions']
      : []),
    ...Object.entries(settings.concurrency)
      .filter(([, { reserved, provisioned = 0 }]) => reserved !== undefined && provisioned > reserved)
      .map(([fn]) => `${fn}: more containers are provisioned than reserved`),
  ];
  if (problems.length > 0) throw new StageError(`Stage ${name}: ${problems.join('; ')}`);
  return settings;
}
