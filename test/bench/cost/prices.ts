/**
 * Public on-demand prices in US dollars, of the region us-east-1 (Northern Virginia), as they were in December 2025,
 * without free tiers, contracts and taxes. Prices change and differ between regions; those in China are in yuan and on
 * lists of their own. Check every one of them before a number from here is used.
 */
export const PRICES = {
  /** API Gateway, HTTP API: up to 300 million requests a month, and beyond. */
  httpApiPerMillion: 1,
  httpApiBeyondPerMillion: 0.9,
  lambdaPerMillionRequests: 0.2,
  /** Arm processors, as deployed; first tier. */
  lambdaPerGbSecond: 0.0000133334,
  /** DynamoDB on demand, standard class. A strongly consistent read is one unit for each 4 KiB begun. */
  dynamoDbPerMillionReadUnits: 0.125,
  /** One unit for each KiB begun. */
  dynamoDbPerMillionWriteUnits: 0.625,
  dynamoDbPerGbMonth: 0.25,
  sqsPerMillionRequests: 0.4,
  s3PerMillionGets: 0.4,
  s3PerMillionPuts: 5,
  s3PerGbMonth: 0.023,
  /** Point-in-time recovery, by the size of the table. */
  dynamoDbRecoveryPerGbMonth: 0.2,
  restApiPerMillion: 3.5,
  wafPerAclMonth: 5,
  wafPerRuleMonth: 1,
  wafPerMillionRequests: 0.6,
  /** Containers that are kept waiting, Arm. What runs in them is counted at the common price, which is a little more. */
  lambdaWaitingPerGbSecond: 0.0000033334,
  kmsPerKeyMonth: 1,
  kmsPerMillionRequests: 3,
  secretPerMonth: 0.4,
  cognitoPerClientMonth: 6,
  /** The first tier. */
  cognitoPerThousandTokens: 2.25,
  metricPerMonth: 0.3,
  alarmPerMonth: 0.1,
  dashboardPerMonth: 3,
  logsPerGb: 0.5,
  xrayPerMillionTraces: 5,
  transferOutPerGb: 0.09,
} as const;

/** Where and when the prices stood on AWS's public lists. Nobody looked them up again since. */
export const PRICES_ARE_OF = { region: 'us-east-1', month: 'December 2025' } as const;

export type PriceName = keyof typeof PRICES;
export type Prices = Readonly<Record<PriceName, number>>;

/** Requests a month at the first price of an HTTP API. */
export const HTTP_API_FIRST_TIER = 300_000_000;
