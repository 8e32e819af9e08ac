import { type DemoClientId, demoSecret } from './demo-clients.ts';
import { DEMO_CHECK, DEMO_ORDER_ID, DEMO_RELEASE_ACT } from './demo-order.ts';

/**
 * Shell commands to try the service with, to be pasted as they stand: a check of a purchase for the person of the
 * demo's order, and the release of that order. They need a POSIX shell, curl and sed.
 */
export function tryItCommands(url: string): { readonly check: string; readonly release: string } {
  return {
    check: asClient('demo-rail', url, '/v1/checks', DEMO_CHECK),
    release: asClient('demo-court', url, `/v1/orders/${DEMO_ORDER_ID}/release`, DEMO_RELEASE_ACT),
  };
}

/** None of the values has a single quote in it, so single quotes protect the body from every shell. */
function asClient(clientId: DemoClientId, url: string, path: string, body: object): string {
  return [
    `TOKEN=$(curl -s -u ${clientId}:${demoSecret(clientId)} -d grant_type=client_credentials ${url}/oauth2/token |`,
    `  sed 's/.*"access_token":"\\([^"]*\\)".*/\\1/')`,
    `curl -s ${url}${path} -H "Authorization: Bearer $TOKEN" -H 'Content-Type: application/json' -d '`,
    `${JSON.stringify(body)}'; echo`,
  ].join('\n');
}
