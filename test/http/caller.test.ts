import { describe, expect, it } from 'vitest'
import { bucketNamed, findCaller, peerBucket, trustedProxies } from '../../src/http/caller.ts'
import { hostileRows } from '../helpers/data.ts'

const PROXIES = trustedProxies(['10.0.0.0/8', 'fd00::/8', '127.0.0.1/32'])

describe('who is calling', () => {
  it.each([
    ['the socket, when nothing is trusted', '203.0.113.9', undefined, '203.0.113.9', '203.0.113.9'],
    [
      'the socket, whatever an untrusted caller claims',
      '203.0.113.9',
      '127.0.0.1',
      '203.0.113.9',
      '203.0.113.9',
    ],
    [
      'the hop nearest to a trusted proxy',
      '10.0.0.1',
      '1.2.3.4, 198.51.100.7',
      '198.51.100.7',
      '198.51.100.7',
    ],
    ['a hop behind two proxies', '10.0.0.1', '198.51.100.7, 10.9.9.9', '198.51.100.7', '198.51.100.7'],
    ['the proxy, when the nearest hop is no address', '10.0.0.1', '198.51.100.7, x', '10.0.0.1', '10.0.0.1'],
    ['a network of IPv6', '10.0.0.1', '2001:db8:1:2::9', '2001:db8:1:2::9', '2001:db8:1:2::/64'],
    ['IPv4 written as IPv6', '::ffff:203.0.113.10', undefined, '203.0.113.10', '203.0.113.10'],
    [
      'IPv6, where it only looks like a proxy written so',
      '2001:db8::ffff:a00:1',
      '198.51.100.7',
      '2001:db8::ffff:a00:1',
      '2001:db8::/64',
    ],
  ])('is %s', (_, peer, forwardedFor, address, bucket) => {
    expect(findCaller(peer, forwardedFor, PROXIES)).toEqual({ address, bucket })
  })

  it('refuses a trusted proxy that is no address', () => {
    expect(() => trustedProxies(['10.0.0.0/99'])).toThrow(/TRUSTED_PROXIES/)
  })
})

describe('a connection', () => {
  it.each([
    ['a reader', '203.0.113.9', '203.0.113.9'],
    ['a reader of IPv6', '2001:db8:1:2::9', '2001:db8:1:2::/64'],
    ['nobody: a trusted proxy', '10.1.2.3', null],
    ['nobody: a trusted proxy of IPv6', 'fd00::1', null],
    ['nobody: this machine', '::ffff:127.0.0.5', null],
    ['nobody: this machine by IPv6', '::1', null],
    ['nobody: closed before it was asked', '', null],
  ])('counts for %s', (_, peer, bucket) => {
    expect(peerBucket(peer, PROXIES)).toBe(bucket)
  })
})

describe('a written address', () => {
  it.each([
    ['203.0.113.9', '203.0.113.9'],
    [' 203.0.113.9/32 ', '203.0.113.9'],
    ['203.0.113.9/31', 'too-wide'],
    ['203.0.113.9/33', undefined],
    ['::ffff:203.0.113.9', '203.0.113.9'],
    ['2001:DB8:1:2:3::', '2001:db8:1:2::/64'],
    ['2001:db8:1:2::/65', '2001:db8:1:2::/64'],
    ['2001:db8:1:2::/64', '2001:db8:1:2::/64'],
    ['2001:db8:1:2::/63', 'too-wide'],
    ['2001:db8::/129', undefined],
    ['203.0.113', undefined],
    ['203.0.113.0/24/24', undefined],
    ['', undefined],
  ])('%j names %j', (text, bucket) => {
    expect(bucketNamed(text)).toBe(bucket)
  })
})

type Row = {
  id: string
  peer: string
  trusted: string[]
  headers: Record<string, string>
  client: string
  bucket: string
  why: string
}

const rows = hostileRows<Row>('callers')
describe.skipIf(rows.length === 0)('hostile callers', () => {
  it.each(rows)('$id $why', ({ peer, trusted, headers, client, bucket }) => {
    const found = findCaller(peer, headers['x-forwarded-for'], trustedProxies(trusted))
    expect(found).toEqual({ address: client, bucket })
  })
})
