import { describe, expect, test } from 'vitest';
import { kindOfAddress } from '../../../shared/adapters/http/public-address.ts';

const REFUSED = {
  'this network (RFC 791)': ['0.0.0.0', '0.1.2.3'],
  'private networks (RFC 1918)': ['10.0.0.1', '172.16.0.1', '172.31.255.255', '192.168.1.1'],
  'shared by carriers (RFC 6598)': ['100.64.0.1', '100.100.100.200', '100.127.255.255'],
  'link-local, where clouds keep their metadata': [
    '169.254.169.254',
    '169.254.0.1',
    'fe80::1',
    'fe80::1%eth0',
  ],
  'protocol assignments': ['192.0.0.1', '192.0.0.192', '2001::1', '2001:2::1'],
  'documentation and benchmarks': ['192.0.2.1', '198.51.100.1', '203.0.113.1', '198.18.0.1', '2001:db8::1'],
  'multicast, reserved, broadcast': [
    '224.0.0.1',
    '239.255.255.255',
    '240.0.0.1',
    '255.255.255.255',
    'ff02::1',
  ],
  'unique-local IPv6, where clouds keep their metadata too': ['fc00::1', 'fd00:ec2::254', 'fec0::1'],
  'IPv6 with an IPv4 address inside': [
    '::ffff:10.0.0.1',
    '::ffff:93.184.215.14',
    '::10.0.0.1',
    '::ffff:0:10.0.0.1',
    '64:ff9b::a00:1',
    '64:ff9b:1::1',
    '2002:a00:1::',
    '2001:0:a00:1::',
  ],
  'what is not allocated, or of no use': ['::', '100::1', '4000::1', '5f00::1', '3fff::1'],
  'no address at all': ['', 'localhost', 'receiver.example', '1.2.3.4.5', ':::'],
};

describe('an address of a webhook', () => {
  test.each(Object.entries(REFUSED))('is refused: %s', (_, addresses) => {
    expect(addresses.filter((address) => kindOfAddress(address) !== 'refused')).toEqual([]);
  });

  test('is this machine', () => {
    for (const address of ['127.0.0.1', '127.1.2.3', '::1']) expect(kindOfAddress(address)).toBe('loopback');
  });

  test('is public at the edges of what is not', () => {
    const edges = ['9.255.255.255', '11.0.0.0', '100.63.255.255', '100.128.0.0', '169.253.0.1', '172.32.0.0'];
    for (const address of [...edges, '192.167.0.1', '223.255.255.255', '2606:4700::1111', '240e::1']) {
      expect([address, kindOfAddress(address)]).toEqual([address, 'public']);
    }
  });
});
