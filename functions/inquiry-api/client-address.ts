import { isIPv6 } from 'node:net';
import type { Context } from 'hono';
import ipaddr from 'ipaddr.js';
import type { HttpEnv } from '../../shared/adapters/http/http-env.ts';

/** What the platform tells about the caller: API Gateway's REST and HTTP APIs in their events, Node by the socket. */
interface CallerBindings {
  readonly event?: {
    readonly requestContext?: {
      readonly identity?: { readonly sourceIp?: string };
      readonly http?: { readonly sourceIp?: string };
    };
  };
  readonly incoming?: { readonly socket?: { readonly remoteAddress?: string | undefined } };
}

const NETWORK_GROUPS = 4;

/**
 * The address that limits count for. Headers are not asked: a caller writes `X-Forwarded-For` as it likes.
 *
 * @throws Error if the platform does not tell: nobody is served uncounted.
 */
export function clientAddress(c: Context<HttpEnv>): string {
  const { event, incoming } = (c.env ?? {}) as CallerBindings;
  const { identity, http } = event?.requestContext ?? {};
  const address = identity?.sourceIp ?? http?.sourceIp ?? incoming?.socket?.remoteAddress;
  if (address === undefined || !ipaddr.isValid(address)) {
    throw new Error('the platform does not tell the address of the client');
  }
  return countedAs(address);
}

/**
 * An IPv4 address as it is, also when it is written as IPv6; of an IPv6 address its network of 64 bits, since whoever
 * has one such address has 2^64 of them (RFC 6177).
 */
export function countedAs(address: string): string {
  const parsed = ipaddr.process(address);
  const text = parsed.toString();
  if (!isIPv6(text)) return text;
  const groups = (parsed as ipaddr.IPv6).parts.slice(0, NETWORK_GROUPS);
  return `${groups.map((group) => group.toString(16)).join(':')}::/64`;
}
