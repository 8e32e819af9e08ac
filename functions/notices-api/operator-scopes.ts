import { requireAnyScope } from '../../shared/adapters/http/authenticate.ts';
import type { Client } from '../../shared/adapters/http/token-claims.ts';
import type { OperatorId } from '../../shared/contracts/ids.ts';
import { checkScope } from '../../shared/contracts/scopes.ts';
import { SECTORS } from '../../shared/contracts/sectors.ts';

const CHECK_SCOPES = SECTORS.map((sector) => checkScope(sector));

/**
 * Who may check in any sector is an operator and has notices.
 *
 * @throws HttpProblem 403 for anybody else.
 */
export function requireOperator(client: Client): OperatorId {
  requireAnyScope(client, CHECK_SCOPES);
  return client.operatorId;
}
