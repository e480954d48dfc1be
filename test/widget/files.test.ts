import { readdir, readFile } from 'node:fs/promises'
import { brotliDecompressSync, gunzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { aService, type Service } from '../helpers/service.ts'

const BUILT = new URL('../../dist/widget/', import.meta.url)
const FIRST_LOAD_AT_MOST = 14_000

let service: Service
beforeAll(async () => {
  service = await aService()
})
afterAll(() => service.close())

async function inBrotli(path: string): Promise<Uint8Array> {
  const answer = await service.app.request(path, { headers: { 'accept-encoding': 'gzip, br' } })
  expect(answer.headers.get('content-encoding')).toBe('br')
  return new Uint8Array(await answer.arrayBuffer())
}

/** What a script imports before it runs, relative to the service. */
function imports(script: string, path: string): string[] {
  const found = [...script.matchAll(/(?:from|import)"(\.[^"]+)"/g)]
  return found.map(([, name = '']) => new URL(name, `http://service${path}`).pathname)
}

describe('the script a page embeds', () => {
  it('weighs at most 14 KB with all it takes to show a thread', async () => {
    const main = (await readdir(new URL('embed', BUILT))).find((name) => /^main-\w+\.js$/.test(name))
    const sizes = new Map<string, number>()
    const weigh = async (path: string): Promise<void> => {
      if (sizes.has(path)) return
      const bytes = await inBrotli(path)
      sizes.set(path, bytes.length)
      for (const next of imports(brotliDecompressSync(bytes).toString(), path)) await weigh(next)
    }
    await weigh('/embed.js')
    await weigh(`/embed/${main}`)
    expect(sizes.size).toBeGreaterThan(1)
    const total = [...sizes.values()].reduce((sum, size) => sum + size, 0)
    expect(total).toBeLessThanOrEqual(FIRST_LOAD_AT_MOST)
  })

  it.each([
    ['br;q=0, gzip;q=0.5', 'gzip'],
    ['gzip;q=0', null],
    ['GZIP', 'gzip'],
  ])('comes to who accepts %s as %s', async (accepted, encoding) => {
    const answer = await service.app.request('/embed.js', { headers: { 'accept-encoding': accepted } })
    expect(answer.headers.get('content-encoding')).toBe(encoding)
    const bytes = Buffer.from(await answer.arrayBuffer())
    const script = encoding === null ? bytes : gunzipSync(bytes)
    expect(script.toString()).toBe(await readFile(new URL('embed.js', BUILT), 'utf8'))
  })

  it('is passed on for one of another version; what would work beside that version is told to begin anew', async () => {
    const asked = (name: string) => service.app.request(`/embed/${name}-0123ABCD.js`)
    const language = await asked('de')
    expect(language.status).toBe(200)
    expect(language.headers.get('cache-control')).toBe('no-store')
    expect(language.headers.get('access-control-allow-origin')).toBe('*')
    const [, ours] = /^export \* from '\.\/(de-[0-9A-F]{8}\.js)'$/.exec(await language.text()) ?? []
    expect((await service.app.request(`/embed/${ours}`)).status).toBe(200)
    for (const name of ['later', 'returned']) {
      const script = await (await asked(name)).text()
      await expect(import(`data:text/javascript,${encodeURIComponent(script)}`)).rejects.toBe('outdated')
    }
    expect((await asked('nothing')).status).toBe(404)
  })

  it('is for every origin, typed, and asked for again', async () => {
    const answer = await service.app.request('/embed.js')
    expect(answer.status).toBe(200)
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      'content-type': 'text/javascript; charset=utf-8',
      'access-control-allow-origin': '*',
      'cross-origin-resource-policy': 'cross-origin',
      'x-content-type-options': 'nosniff',
      'cache-control': 'public, max-age=300, stale-while-revalidate=86400',
      vary: 'Accept-Encoding',
    })
    const etag = answer.headers.get('etag') ?? ''
    for (const known of [etag, `"another", ${etag}`, '*']) {
      const again = await service.app.request('/embed.js', { headers: { 'if-none-match': known } })
      expect(again.status, known).toBe(304)
      expect(await again.text()).toBe('')
    }
  })

  it('has its parts kept for good, under names that say what is in them', async () => {
    const names = await readdir(new URL('embed', BUILT))
    for (const name of names.filter((file) => file.endsWith('.js'))) {
      const answer = await service.app.request(`/embed/${name}`)
      expect(answer.status, name).toBe(200)
      expect(answer.headers.get('cache-control'), name).toBe('public, max-age=31536000, immutable')
    }
  })

  it.each(['/embed/nothing.js', '/embed/..%2fembed.js', '/embed/%2e%2e%2f%2e%2e%2fpackage.json'])(
    'has nothing at %s',
    async (path) => {
      expect((await service.app.request(path)).status).toBe(404)
    },
  )

  it('holds no address of anybody else but the captchas one can choose', async () => {
    for (const name of await readdir(BUILT, { recursive: true })) {
      if (!name.endsWith('.js')) continue
      const hosts = [...(await readFile(new URL(name, BUILT), 'utf8')).matchAll(/https?:\/\/([a-z0-9.-]+)/g)]
      const others = hosts.map(([, host]) => host).filter((host) => host !== 'www.w3.org')
      if (/(recaptcha|turnstile|hcaptcha)-/.test(name)) continue
      expect(others, name).toEqual([])
    }
  })
})
