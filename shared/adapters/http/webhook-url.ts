import { isIP } from 'node:net';
import { kindOfAddress } from './public-address.ts';

export type UrlJudgement =
  | { readonly kind: 'valid'; readonly url: string }
  /** `detail` says what to do and repeats nothing of the URL. */
  | { readonly kind: 'invalid'; readonly detail: string };

export const MAX_URL_LENGTH = 2_048;

/**
 * Judges the URL of a webhook by its text. What a name resolves to is judged when a notice is sent, each time, since it
 * may change.
 *
 * @param loopback whether this machine itself may be the receiver, over plain HTTP too, as in the embedded default.
 */
export function judgeWebhookUrl(text: string, loopback: 'allow' | undefined): UrlJudgement {
  if (text.length > MAX_URL_LENGTH) return invalid(`must have at most ${MAX_URL_LENGTH} characters`);
  const url = URL.parse(text);
  if (!url || url.hostname === '') return invalid('must be an absolute https URL');
  const host = hostOf(url);
  const toLoopback = loopback === 'allow' && isLoopbackHost(host);
  if (url.protocol !== 'https:' && !(toLoopback && url.protocol === 'http:')) {
    return invalid('must be an https URL');
  }
  if (url.username !== '' || url.password !== '') {
    return invalid('must carry no user name and password: deliveries are signed instead');
  }
  if (text.includes('#')) return invalid('must have no fragment');
  if (url.port !== '' && loopback !== 'allow') return invalid('must use port 443');
  if (!toLoopback && !mayBePublic(host)) {
    return invalid('must name a host that the whole internet can reach');
  }
  return { kind: 'valid', url: url.href };
}

/** The name or address in a URL, without the brackets of IPv6. */
export function hostOf(url: URL): string {
  return url.hostname.startsWith('[') ? url.hostname.slice(1, -1) : url.hostname;
}

function isLoopbackHost(host: string): boolean {
  return host === 'localhost' || (isIP(host) !== 0 && kindOfAddress(host) === 'loopback');
}

/** A name without a dot is one of our own network. */
function mayBePublic(host: string): boolean {
  if (isIP(host) !== 0) return kindOfAddress(host) === 'public';
  return host.includes('.') && !host.endsWith('.') && !host.endsWith('.localhost');
}

function invalid(detail: string): UrlJudgement {
  return { kind: 'invalid', detail };
}
