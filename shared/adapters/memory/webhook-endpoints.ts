import type { OperatorId } from '../../contracts/ids.ts';
import type { WebhookEndpoint } from '../../notices/endpoints/endpoint.ts';
import type { EndpointStore } from '../../notices/endpoints/ports.ts';

/** Webhooks of operators in memory: a working store for tests and simulations. */
export function createMemoryWebhookEndpoints(): EndpointStore {
  const endpoints = new Map<OperatorId, WebhookEndpoint>();
  return {
    get: async (operatorId) => endpoints.get(operatorId),
    async write(endpoint, replaces) {
      const current = endpoints.get(endpoint.operatorId);
      const asRead =
        current?.revision === replaces?.revision && current?.createdAtMs === replaces?.createdAtMs;
      if (!asRead) return 'conflict';
      endpoints.set(endpoint.operatorId, structuredClone(endpoint));
      return 'written';
    },
    async remove(operatorId) {
      endpoints.delete(operatorId);
    },
  };
}
