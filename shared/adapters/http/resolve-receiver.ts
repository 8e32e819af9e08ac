import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import { kindOfAddress } from './public-address.ts';
import { hostOf } from './webhook-url.ts';

/** Looks a host name up; rejects if it has no address. */
export type ResolveName = (hostname: string) => Promise<readonly string[]>;

export const resolveByDns: ResolveName = async (hostname) =>
  (await lookup(hostname, { all: true, verbatim: true })).map(({ address }) => address);

export type Receiver =
  | { readonly kind: 'allowed'; readonly addresses: readonly string[] }
  | { readonly kind: 'address-not-allowed' }
  | { readonly kind: 'unresolved' };

/**
 * The addresses that a URL leads to, all of them judged. One that is not allowed refuses them all: a name that leads to
 * the internet and into our network alike is an attempt to get in.
 *
 * Whoever connects must use these very addresses: a name that is looked up a second time may answer differently (DNS
 * rebinding).
 */
export async function resolveReceiver(
  url: URL,
  loopback: 'allow' | undefined,
  resolveName: ResolveName,
): Promise<Receiver> {
  const host = hostOf(url);
  let addresses: readonly string[];
  try {
    addresses = isIP(host) === 0 ? await resolveName(host) : [host];
  } catch {
    return { kind: 'unresolved' };
  }
  if (addresses.length === 0) return { kind: 'unresolved' };
  const allowed = addresses.every((address) => {
    const kind = kindOfAddress(address);
    return kind === 'loopback' ? loopback === 'allow' : kind === 'public' && url.protocol === 'https:';
  });
  return allowed ? { kind: 'allowed', addresses } : { kind: 'address-not-allowed' };
}
