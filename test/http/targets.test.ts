import { describe, expect, it } from 'vitest'
import { findTarget, isPublicAddress, TargetRefused } from '../../src/http/targets.ts'
import { hostileRows } from '../helpers/data.ts'

type Row = {
  readonly id: string
  readonly url: string
  readonly why: string
  readonly expect: 'allow' | 'block'
  readonly resolves?: readonly (readonly string[])[]
  readonly reply?: { readonly status: number }
}

/** Answers look-ups in turn, the last one for ever. */
function resolver(answers: readonly (readonly string[])[] = []) {
  let asked = 0
  return async () => {
    const answer = answers[Math.min(asked, answers.length - 1)] ?? []
    asked += 1
    return answer.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }))
  }
}

describe('an address somebody names', () => {
  it('is connected to at the very address that was checked', async () => {
    const resolve = resolver([['93.184.216.34'], ['127.0.0.1']])
    const { address } = await findTarget('https://rebind.example/hook', { privateHosts: [], resolve })
    expect(address).toEqual({ address: '93.184.216.34', family: 4 })
  })

  it.each([
    ['another port', 'https://hooks.example:9200/'],
    ['http', 'http://hooks.example/'],
    ['a password', 'https://a:b@hooks.example/'],
    ['a user without a password', 'https://a@hooks.example/'],
    ['a password without a user', 'https://:b@hooks.example/'],
    ['a name of the local network', 'https://printer.local/'],
    ['one label', 'https://intranet/'],
  ])('with %s is refused', async (_, url) => {
    const answer = findTarget(url, { privateHosts: [], resolve: resolver([['93.184.216.34']]) })
    await expect(answer).rejects.toBeInstanceOf(TargetRefused)
  })

  it('may be private when the operator of the service named its host', async () => {
    const privateHosts = ['varnish:6081', '127.0.0.1']
    const resolve = resolver([['10.0.0.7']])
    const target = await findTarget('http://varnish:6081/purge', { privateHosts, resolve })
    expect(target.address.address).toBe('10.0.0.7')
    await findTarget('http://127.0.0.1:9/', { privateHosts, resolve })
    await expect(findTarget('http://varnish:6082/', { privateHosts, resolve })).rejects.toBeInstanceOf(
      TargetRefused,
    )
    await findTarget('https://hooks.internal/', { privateHosts: ['hooks.internal:443'], resolve })
    await findTarget('http://[::1]/', { privateHosts: ['[::1]:80'], resolve })
  })

  it('that takes for ever to resolve is refused in time', async () => {
    const answer = findTarget('https://slow.example/', {
      privateHosts: [],
      resolve: () => new Promise(() => {}),
    })
    await expect(answer).rejects.toThrow(/resolved/)
  }, 5_000)

  const rows = hostileRows<Row>('fetch-targets').filter(
    ({ reply, why }) => !reply && !why.startsWith('public at'),
  )
  it.skipIf(rows.length === 0).each(rows)(
    '$id is as expected: $why',
    async ({ url, expect: expected, resolves }) => {
      const answer = await findTarget(url, { privateHosts: [], resolve: resolver(resolves) }).then(
        () => 'allow',
        (error: unknown) => (error instanceof TargetRefused ? 'block' : error),
      )
      expect(answer).toBe(expected)
    },
  )

  it.each([
    ['8.8.8.8', true],
    ['2606:4700::1111', true],
    ['100.64.0.1', false],
    ['224.0.0.1', false],
    ['255.255.255.255', false],
    ['::', false],
    ['ff02::1', false],
    ['fec0::1', false],
    ['2002:7f00:1::', false],
    ['::ffff:8.8.8.8', false],
  ])('%s is public: %s', (address, expected) => {
    expect(isPublicAddress(address)).toBe(expected)
  })
})
