import ipaddr from 'ipaddr.js';

/**
 * What an address of a webhook is to us. `public`: reachable by everyone, so that asking it reveals and touches nothing
 * of ours. Everything else is refused: private and shared networks (RFC 1918, RFC 6598), link-local, where clouds keep
 * their metadata (169.254.169.254), unique-local, multicast, reserved and documentation ranges, and every form of IPv6
 * that carries an IPv4 address inside (mapped, 6to4, Teredo, NAT64).
 */
export type AddressKind = 'public' | 'loopback' | 'refused';

/** Global unicast IPv6 (RFC 4291, section 2.4; all that the IANA has allocated lies in it). */
const GLOBAL_UNICAST = ipaddr.IPv6.parseCIDR('2000::/3');

/** @param address as text, without brackets; anything that is not an address is refused. */
export function kindOfAddress(address: string): AddressKind {
  if (!ipaddr.isValid(address)) return 'refused';
  const parsed = ipaddr.parse(address);
  const range = parsed.range();
  if (range === 'loopback') return 'loopback';
  if (range !== 'unicast') return 'refused';
  return parsed instanceof ipaddr.IPv4 || parsed.match(GLOBAL_UNICAST) ? 'public' : 'refused';
}
