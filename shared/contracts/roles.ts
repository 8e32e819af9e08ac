/**
 * In what capacity an order names its subject. The last four are named beside an organization that is the debtor;
 * each is named by the order itself, never inferred.
 * Source: Provisions on restricting high consumption (Fa Shi [2015] 17) art. 3; Opinions (2016) II(7).
 */
export const SUBJECT_ROLES = [
  'debtor',
  'legal-representative',
  'principal-responsible',
  'actual-controller',
  'directly-responsible',
] as const;

export type SubjectRole = (typeof SUBJECT_ROLES)[number];
