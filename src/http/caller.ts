import { BlockList, isIP, isIPv4, isIPv6 } from 'node:net'
import type { Context } from 'hono'
import type { AppEnv } from './env.ts'

/** Who is calling: the address, for providers that must be told it, and the bucket by which limits and bans count. */
export type Caller = { readonly address: string; readonly bucket: string }

/** Parses `TRUSTED_PROXIES`: addresses and CIDR ranges. @throws {Error} naming what is neither. */
export function trustedProxies(entries: readonly string[]): BlockList {
  const list = new BlockList()
  for (const entry of entries) {
    const [address = '', prefix] = entry.split('/')
    const family = isIPv4(address) ? 'ipv4' : isIPv6(address) ? 'ipv6' : null
    const most = family === 'ipv4' ? 32 : 128
    // An empty length would be read as 0, and every address would be trusted.
    const bits = prefix === undefined ? most : /^\d+$/.test(prefix) ? Number(prefix) : Number.NaN
    if (family === null || !(bits <= most)) {
      throw new Error(`TRUSTED_PROXIES: ${entry.slice(0, 50)} is no address or range`)
    }
    list.addSubnet(address, bits, family)
  }
  return list
}

/**
 * The socket's address, unless that is a trusted proxy. Then `X-Forwarded-For` is read from the right, skipping
 * trusted hops. At the first hop that is not an address this stops, and the hop to its right counts.
 */
export function findCaller(peer: string, forwardedFor: string | undefined, trusted: BlockList): Caller {
  let address = plainAddress(peer) ?? '0.0.0.0'
  const hops = (forwardedFor ?? '').split(',')
  while (isTrusted(address, trusted) && hops.length > 0) {
    const hop = plainAddress((hops.pop() ?? '').trim())
    if (hop === null) break
    address = hop
  }
  return { address, bucket: bucketOf(address) }
}

/**
 * The bucket of callers that a typed address or range belongs to; a range inside one bucket means the whole bucket.
 * `too-wide` for a range of several buckets, undefined for what is neither address nor range.
 */
export function bucketNamed(text: string): string | 'too-wide' | undefined {
  const [, written = '', bits] = /^([^/]+)(?:\/(\d{1,3}))?$/.exec(text.trim()) ?? []
  const address = plainAddress(written)
  if (address === null) return undefined
  const [least, most] = isIPv4(address) ? [32, 32] : [64, 128]
  const prefix = bits === undefined ? most : Number(bits)
  if (prefix > most) return undefined
  return prefix < least ? 'too-wide' : bucketOf(address)
}

/** The caller of a request. */
export function callerOf(c: Context<AppEnv>, trusted: BlockList): Caller {
  const peer = c.env?.incoming?.socket.remoteAddress ?? '127.0.0.1'
  return findCaller(peer, c.req.header('x-forwarded-for'), trusted)
}

/**
 * The bucket of a connection; null where one address stands for many people: a trusted proxy, or this machine itself.
 */
export function peerBucket(peer: string, trusted: BlockList): string | null {
  const address = plainAddress(peer)
  if (address === null || /^(127\.|::1$)/.test(address) || isTrusted(address, trusted)) return null
  return bucketOf(address)
}

function isTrusted(address: string, trusted: BlockList): boolean {
  return trusted.check(address, isIPv4(address) ? 'ipv4' : 'ipv6')
}

/** IPv4 mapped into IPv6 becomes IPv4; brackets, ports and zones, which some proxies write, are removed. */
function plainAddress(text: string): string | null {
  const bare =
    /^\[([0-9a-fA-F:.]+)\](?::\d{1,5})?$/.exec(text)?.[1] ??
    (/^[\d.]+:\d{1,5}$/.test(text) ? text.slice(0, text.indexOf(':')) : text)
  if (isIP(bare) === 0 || bare.includes('%')) return null
  if (isIPv4(bare)) return bare
  const groups = expandIPv6(bare)
  const isMapped = groups.slice(0, 5).every((group) => group === 0) && groups[5] === 0xffff
  if (!isMapped) return bare.toLowerCase()
  const [high = 0, low = 0] = groups.slice(6)
  return [high >> 8, high & 255, low >> 8, low & 255].join('.')
}

/** IPv4 counts by address, IPv6 by /64, because that is what one subscriber gets. */
function bucketOf(address: string): string {
  if (isIPv4(address)) return address
  const groups = expandIPv6(address).slice(0, 4)
  return `${new URL(`http://[${groups.map((group) => group.toString(16)).join(':')}::]`).hostname.slice(1, -1)}/64`
}

function expandIPv6(address: string): number[] {
  const dotted = /^(.*:)(\d+)\.(\d+)\.(\d+)\.(\d+)$/.exec(address)
  const hex = (a: string | undefined, b: string | undefined) => ((Number(a) << 8) | Number(b)).toString(16)
  const text = dotted ? `${dotted[1]}${hex(dotted[2], dotted[3])}:${hex(dotted[4], dotted[5])}` : address
  const [head = '', tail] = text.split('::')
  const parse = (part: string) =>
    part === '' ? [] : part.split(':').map((group) => Number.parseInt(group, 16))
  const left = parse(head)
  if (tail === undefined) return left
  const right = parse(tail)
  return [...left, ...Array<number>(Math.max(0, 8 - left.length - right.length)).fill(0), ...right]
}
