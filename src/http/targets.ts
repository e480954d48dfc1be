import { lookup } from 'node:dns/promises'
import { BlockList, isIP, isIPv4 } from 'node:net'
import { onTheirTime } from '../db/in-time.ts'
import type { Deps } from '../deps.ts'
import { AppError, type FieldError } from '../errors.ts'
import { CallFailed } from './call.ts'

/*
 * Decides which addresses the service calls when somebody else names them. A name counts by what it resolves to,
 * every resolved address must be public, and the connection goes to the very address that was checked.
 */

type Address = { readonly address: string; readonly family: number }

/** Every address of a host. */
export type Resolve = (host: string) => Promise<readonly Address[]>

/** A URL that may be called, and the address to connect to. */
export type Target = { readonly url: URL; readonly address: Address }

/** Why an address is not called. The message is meant for the person who entered it. */
export class TargetRefused extends CallFailed {}

const PORTS = new Set(['', '443', '8443'])
const MAX_URL = 2_000
const RESOLVE_WITHIN_MS = 3_000

const resolveHost: Resolve = (host) => lookup(host, { all: true, verbatim: true })

/**
 * The parts of the check that need no look-up: https, a usual port, no credentials. Hosts in `privateHosts` (`host`
 * or `host:port`) may be anywhere and speak http, because the service's operator named them.
 * @throws {TargetRefused}
 */
function parseTarget(text: string, privateHosts: readonly string[]): URL {
  const refuse = (why: string): never => {
    throw new TargetRefused(why)
  }
  const url = /^https?:\/\/[^\s\\\p{Cc}]+$/iu.test(text) && text.length <= MAX_URL ? URL.parse(text) : null
  if (url === null) return refuse('Use an address like https://hooks.news.example/postbag.')
  if (url.username !== '' || url.password !== '') refuse('Leave user name and password out of the address.')
  if (url.hash !== '') refuse('Leave the part after # out of the address.')
  if (isPrivateHost(url, privateHosts)) return url
  if (url.protocol !== 'https:') refuse('Use https.')
  if (!PORTS.has(url.port)) refuse('Use port 443 or 8443.')
  const host = bareHost(url)
  if (host.length > 253) refuse('The name of the host is too long.')
  if (isIP(host) !== 0 ? !isPublicAddress(host) : !isPublicName(host)) refuse(NOT_PUBLIC)
  return url
}

const NOT_PUBLIC = 'This address is not on the public internet.'

/** @throws {TargetRefused} when the name does not resolve, or any of its addresses is not public. */
export async function findTarget(
  text: string,
  {
    privateHosts,
    resolve = resolveHost,
  }: { readonly privateHosts: readonly string[]; readonly resolve?: Resolve | undefined },
): Promise<Target> {
  const url = parseTarget(text, privateHosts)
  const host = bareHost(url)
  const addresses =
    isIP(host) === 0 ? await resolveWithin(resolve, host) : [{ address: host, family: isIP(host) }]
  const [first] = addresses
  if (first === undefined) throw new TargetRefused('The name of the host has no address.')
  const isPublic =
    isPrivateHost(url, privateHosts) || addresses.every(({ address }) => isPublicAddress(address))
  if (!isPublic) throw new TargetRefused(NOT_PUBLIC)
  return { url, address: first }
}

/** Whether an address belongs to the public internet, according to the registries of special addresses. */
export function isPublicAddress(address: string): boolean {
  if (isIPv4(address)) return !SPECIAL.check(address, 'ipv4')
  return isIP(address) === 6 && GLOBAL_UNICAST.check(address, 'ipv6') && !SPECIAL.check(address, 'ipv6')
}

function isPublicName(host: string): boolean {
  const labels = host.replace(/\.$/, '').split('.')
  const last = labels.at(-1) ?? ''
  return labels.length > 1 && !['localhost', 'internal', 'local', 'home', 'lan'].includes(last)
}

type Named = readonly [field: string, url: string]

/**
 * Refuses addresses that the service would not call, each by the field that names it.
 * @throws {AppError} `invalid-fields`.
 */
export async function checkTargets(
  { config, resolve }: Pick<Deps, 'config' | 'resolve'>,
  targets: readonly Named[],
): Promise<void> {
  const look = async ([field, url]: Named): Promise<FieldError | undefined> => {
    try {
      await findTarget(url, { privateHosts: config.PRIVATE_HOSTS, resolve })
      return undefined
    } catch (error) {
      if (!(error instanceof TargetRefused)) throw error
      return { field, code: 'refused', message: error.message }
    }
  }
  const errors = await onTheirTime(() => Promise.all(targets.map(look)))
  const refused = errors.filter((error) => error !== undefined)
  if (refused.length > 0) throw new AppError('invalid-fields', undefined, { errors: refused })
}

function isPrivateHost(url: URL, privateHosts: readonly string[]): boolean {
  const port = url.port || (url.protocol === 'https:' ? '443' : '80')
  const names = [bareHost(url), url.hostname, `${url.hostname}:${port}`]
  return names.some((name) => privateHosts.includes(name))
}

function bareHost({ hostname }: URL): string {
  return hostname.replace(/^\[(.*)\]$/, '$1')
}

async function resolveWithin(resolve: Resolve, host: string): Promise<readonly Address[]> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(reject, RESOLVE_WITHIN_MS, new Error('late'))
  })
  try {
    return await Promise.race([resolve(host), late])
  } catch (error) {
    throw new TargetRefused('The name of the host cannot be resolved right now.', { cause: error })
  } finally {
    clearTimeout(timer)
  }
}

/** IANA's registries of special-purpose addresses, and multicast. */
const SPECIAL = blockList([
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.31.196.0/24',
  '192.52.193.0/24',
  '192.88.99.0/24',
  '192.168.0.0/16',
  '192.175.48.0/24',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '224.0.0.0/3',
  '2001::/23',
  '2001:db8::/32',
  '2002::/16',
  '3fff::/20',
])

/** The only part of IPv6 that is called: everything else is mapped, translated, local or multicast. */
const GLOBAL_UNICAST = blockList(['2000::/3'])

function blockList(ranges: readonly string[]): BlockList {
  const list = new BlockList()
  for (const range of ranges) {
    const [address = '', bits] = range.split('/')
    list.addSubnet(address, Number(bits), isIPv4(address) ? 'ipv4' : 'ipv6')
  }
  return list
}
