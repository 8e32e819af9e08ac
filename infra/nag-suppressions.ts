/** A finding of cdk-nag (pack AwsSolutions) that we leave as it is, and why. */
export interface Suppression {
  /** Without the pack's name; a finding inside a policy has it in brackets. */
  readonly rule: RegExp;
  /** Paths of constructs, without the name of the stage. */
  readonly where: RegExp;
  readonly reason: string;
}

/**
 * Every finding that is not repaired. A test compares these with what cdk-nag finds on all stages, both ways: a finding
 * without a reason fails, and so does a reason without a finding.
 */
export const SUPPRESSIONS: readonly Suppression[] = [
  {
    rule: /^SMG4$/,
    where: /^Data\/(SubjectKey|DocumentKey|WebhookKey|SigningKey)\//,
    reason:
      'A new value on a timer would be an outage: a register whose subject key is gone finds nobody. These keys have ' +
      'versions and are rotated by the procedures of the README, during which both versions are live.',
  },
  {
    rule: /^SMG4$/,
    where: /^Observability\/Canary\/Credentials\//,
    reason:
      'Holds what Cognito gave the canary when it was taken on as a client. It is exchanged by taking the canary on ' +
      'again, as for every client; Secrets Manager cannot make new credentials of Cognito by itself.',
  },
  {
    rule: /^COG2$/,
    where: /^Data\/TokenIssuer\/Pool\//,
    reason:
      'The pool has clients that are machines and no users; nobody signs in who could have a second factor.',
  },
  {
    rule: /^COG8$/,
    where: /^Data\/TokenIssuer\/Pool\//,
    reason: 'What the Plus plan protects is the signing in of users, of whom this pool has none.',
  },
  {
    rule: /^IAM5\[Resource::\*\]$/,
    where: /(Role|DeliveryRole|ConsumerRole)\/DefaultPolicy\/Resource$/,
    reason:
      'Traces: X-Ray has no resources that its two actions could be narrowed to. A test allows no other action.',
  },
  {
    rule: /^IAM5\[Resource::\*\]$/,
    where: /\/Rollouts\/Role\/DefaultPolicy\/Resource$/,
    reason:
      'cloudwatch:DescribeAlarms, which CloudWatch checks against all alarms when it is asked for several. It reads ' +
      'the state of alarms and changes nothing.',
  },
  {
    rule: /^IAM5\[Resource::.*Snapshots[0-9A-F]{8}.*\/\*\]$/,
    where: /\/(FilterBuilderRole|CheckApiRole)\/DefaultPolicy\/Resource$/,
    reason:
      'All snapshot files of that one bucket: each has a new name, which the manifest tells, and the bucket holds ' +
      'nothing else.',
  },
  {
    rule: /^IAM5\[Resource::.*Audit[0-9A-F]{8}.*\/(checkpoints|signing-keys)\/\*\]$/,
    where: /\/AuditCheckpointsRole\/DefaultPolicy\/Resource$/,
    reason: 'Files below the two folders that this function writes; each checkpoint has a name of its own.',
  },
  {
    rule: /^IAM5\[Resource::.*Audit[0-9A-F]{8}.*\/\*\]$/,
    where: /\/RegistryApiRole\/DefaultPolicy\/Resource$/,
    reason:
      'Reads any checkpoint and any public key of that one bucket, which holds nothing else and is not secret.',
  },
  {
    rule: /^IAM4\[Policy::.*AmazonAPIGatewayPushToCloudWatchLogs\]$/,
    where: /^Api\/PublicApi\/CloudWatchRole\//,
    reason:
      'The role belongs to API Gateway in the whole account, which writes log groups of any API with it. The managed ' +
      'policy is the one that API Gateway checks for.',
  },
  {
    rule: /^APIG2$/,
    where: /^Api\/PublicApi\/Resource$/,
    reason:
      'Requests are validated in the function, by the schemas that the OpenAPI document is made from, with an answer ' +
      'that says what to correct; a second validation in the gateway would have to say the same and would not.',
  },
  {
    rule: /^APIG6$/,
    where: /^Api\/PublicApi\/DeploymentStage\.live\//,
    reason:
      'The execution log would hold addresses, headers and queries of people who ask about themselves. The access ' +
      'log, which holds none of these, is on for all methods.',
  },
  {
    rule: /^(APIG4|COG4)$/,
    where: /^Api\/PublicApi\/Default\//,
    reason:
      'Public by purpose: everybody may ask about himself, verify a signed statement, read the documentation, and ' +
      'whether the service is well. What asks for a token is behind the other gateway.',
  },
];
