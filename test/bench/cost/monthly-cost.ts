import { HTTP_API_FIRST_TIER, type Prices } from './prices.ts';
import type { Usage } from './usage.ts';

const MB_PER_GB = 1_024;
const BYTES_PER_READ_UNIT = 4_096;
const BYTES_PER_GB = 1e9;
const SECONDS_PER_DAY = 86_400;
const MILLION = 1e6;
const MS_PER_SECOND = 1_000;

/** US dollars a month, by what they are paid for. */
export interface MonthlyCost {
  readonly gateway: number;
  readonly lambdaRequests: number;
  readonly lambdaCompute: number;
  /** Reads that ask whether somebody is listed. */
  readonly lookups: number;
  readonly denials: number;
  /** Followers reading the log, and fetching snapshots. */
  readonly following: number;
  /** The builder: scans, its function, its files. */
  readonly snapshots: number;
  readonly listChanges: number;
  readonly storage: number;
  readonly total: number;
  /** The total for each million of checks. */
  readonly perMillionChecks: number;
}

/** What a month costs, with the filter in front of the register or with a read for each document instead. */
export function monthlyCost(usage: Usage, prices: Prices, prefilter: boolean): MonthlyCost {
  const perMonth = (perDay: number) => perDay * usage.daysPerMonth;
  const checks = perMonth(usage.checksPerDay);
  const requests = checks / usage.subjectsPerRequest;
  const denied = checks * usage.restrictedShare * usage.listedShare;
  const { readUnit, writeUnit } = unitPrices(prices);

  const parts = {
    gateway: gatewayCost(requests, prices),
    lambdaRequests: (requests * prices.lambdaPerMillionRequests) / MILLION,
    lambdaCompute:
      gbSeconds(requests, billedMsPerRequest(usage, prefilter) / MS_PER_SECOND, usage.checkMemoryMb) *
      prices.lambdaPerGbSecond,
    lookups: lookupsOf(checks, usage, prefilter) * readUnit,
    denials: denied * (usage.denialReadUnits * readUnit + usage.denialWriteUnits * writeUnit),
    following: prefilter ? perMonth(followingPerDay(usage, prices)) : 0,
    snapshots: prefilter ? perMonth(usage.snapshotsPerDay) * snapshotCost(usage, prices) : 0,
    listChanges: perMonth(usage.listChangesPerDay) * changeCost(usage, prices),
    storage: (tableBytes(usage) / BYTES_PER_GB) * prices.dynamoDbPerGbMonth,
  };
  const total = Object.values(parts).reduce((sum, part) => sum + part, 0);
  return { ...parts, total, perMillionChecks: total / (checks / MILLION) };
}

/**
 * Milliseconds that Lambda bills for a request on average: whole ones, and at least one. The few requests that wait
 * for a denial come on top by their share.
 */
export function billedMsPerRequest(usage: Usage, prefilter: boolean): number {
  const subjects = usage.subjectsPerRequest;
  const documents = subjects * usage.documentsPerSubject;
  const computeMs = usage.requestMs + subjects * usage.subjectMs;
  const readingMs = Math.ceil(documents / usage.readsAtOnce) * usage.readMs;
  const anyRestricted = 1 - (1 - usage.restrictedShare) ** subjects;
  const anyDenied = 1 - (1 - usage.restrictedShare * usage.listedShare) ** subjects;
  const free = Math.max(1, Math.ceil(computeMs));
  const read = Math.max(1, Math.ceil(computeMs + readingMs));
  const waits = prefilter
    ? 1 - (1 - usage.restrictedShare * usage.falsePositiveRate) ** documents
    : anyRestricted;
  return free + waits * (read - free) + anyDenied * usage.denialMs;
}

/** Strongly consistent reads that only find out whether somebody is listed; what a denial reads is not among them. */
function lookupsOf(checks: number, usage: Usage, prefilter: boolean): number {
  const asked = checks * usage.restrictedShare * usage.documentsPerSubject * (1 - usage.listedShare);
  return prefilter ? asked * usage.falsePositiveRate : asked;
}

function followingPerDay(usage: Usage, prices: Prices): number {
  const polls = usage.containers * usage.pollsPerContainerPerSecond * SECONDS_PER_DAY;
  // A poll that finds nothing is one read unit, as is the manifest before a snapshot is fetched.
  const loads = usage.containers * usage.snapshotsPerDay;
  const { readUnit } = unitPrices(prices);
  return (polls + loads) * readUnit + (loads * prices.s3PerMillionGets) / MILLION;
}

/** One scan of the whole table, the function meanwhile, a file of some parts and its reading back. */
export function snapshotCost(usage: Usage, prices: Prices): number {
  const scan = (tableBytes(usage) / BYTES_PER_READ_UNIT) * unitPrices(prices).readUnit;
  const compute = gbSeconds(1, usage.builderSeconds, usage.builderMemoryMb) * prices.lambdaPerGbSecond;
  const parts = 12;
  return scan + compute + (parts * prices.s3PerMillionPuts + prices.s3PerMillionGets) / MILLION;
}

export function changeCost(usage: Usage, prices: Prices): number {
  const { readUnit, writeUnit } = unitPrices(prices);
  return (
    usage.changeReadUnits * readUnit +
    usage.changeWriteUnits * writeUnit +
    (usage.changeSqsRequests * prices.sqsPerMillionRequests) / MILLION +
    usage.changeGbSeconds * prices.lambdaPerGbSecond
  );
}

function gatewayCost(requests: number, prices: Prices): number {
  const beyond = Math.max(0, requests - HTTP_API_FIRST_TIER);
  return ((requests - beyond) * prices.httpApiPerMillion + beyond * prices.httpApiBeyondPerMillion) / MILLION;
}

export function gbSeconds(calls: number, seconds: number, memoryMb: number): number {
  return calls * seconds * (memoryMb / MB_PER_GB);
}

/** Orders, pointers, and what denials and changes leave there until the law lets it go. */
export function tableBytes(usage: Usage): number {
  const denialsPerDay = usage.checksPerDay * usage.restrictedShare * usage.listedShare;
  const kept =
    usage.keptDays * (denialsPerDay * usage.denialBytes + usage.listChangesPerDay * usage.changeKeptBytes);
  return usage.orders * usage.orderBytes + usage.pointers * usage.pointerBytes + kept;
}

export function unitPrices(prices: Prices) {
  return {
    readUnit: prices.dynamoDbPerMillionReadUnits / MILLION,
    writeUnit: prices.dynamoDbPerMillionWriteUnits / MILLION,
  };
}
