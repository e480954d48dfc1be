import { describe, expect, it } from 'vitest'
import { readDisqus } from '../../src/transfer/disqus.ts'
import { importComments } from '../../src/transfer/import.ts'
import { parseRow } from '../../src/transfer/json.ts'
import { readWxr } from '../../src/transfer/wxr.ts'
import { cpuClock } from '../helpers/cpu.ts'
import { wxr } from '../helpers/importer.ts'
import { aService } from '../helpers/service.ts'

async function* inOnePiece(text: string) {
  yield Buffer.from(text)
}

/** The most that this thread worked before others had their turn, and how often they had it. */
async function turnsDuring(work: () => Promise<unknown>) {
  let [turns, longestMs] = [0, 0]
  let workedMs = cpuClock()
  const turn = () => {
    turns += 1
    longestMs = Math.max(longestMs, workedMs())
    workedMs = cpuClock()
    beat = setImmediate(turn)
  }
  let beat = setImmediate(turn)
  await work()
  clearImmediate(beat)
  return { turns, longestMs: Math.max(longestMs, workedMs()) }
}

describe('while a file is imported, others have their turn', () => {
  it.each([
    ['a WordPress export', readWxr, wxr('<a/>'.repeat(1_000_000))],
    ['a Disqus export', readDisqus, `<disqus>${'<thread dsq:id="1"/>'.repeat(200_000)}</disqus>`],
  ])('where %s without comments is all small elements', async (_, read, text) => {
    const { longestMs } = await turnsDuring(async () => {
      for await (const found of read(inOnePiece(text))) expect(found).toBe('none')
    })
    expect(longestMs).toBeLessThan(250)
  })

  it('between the steps of one object with very many names', async () => {
    const row = Object.fromEntries(Array.from({ length: 100_000 }, (_, n) => [n.toString(36), 0]))
    const text = JSON.stringify(row)
    const { turns } = await turnsDuring(async () => expect(await parseRow(text)).toEqual(row))
    expect(turns).toBeGreaterThan(0)
    expect(await parseRow(text.replace('"1":', '"0":'))).toBeUndefined()
  })
})

describe('what an article has too much of is not looked at with each of its comments', () => {
  const tags = '<b>a</b>'.repeat(60_000)
  const parameters = 'a&amp;'.repeat(150_000)
  it.each([
    [
      'a title of a WordPress export',
      'wxr',
      `<rss><item><title><![CDATA[${tags}]]></title><link>https://news.example/bridge</link>${'<comment/>'.repeat(1_000)}</item></rss>`,
      1_000,
    ],
    [
      'an address of a Disqus export',
      'disqus',
      `<disqus><thread dsq:id="1"><link>https://news.example/?${parameters}</link></thread>${'<post dsq:id="2"><thread dsq:id="1"/></post>'.repeat(200)}</disqus>`,
      200,
    ],
    [
      'an id of an Artalk file',
      'artalk',
      JSON.stringify(
        Array.from({ length: 20 }, (_, id) => ({
          id,
          content: 'Hm.',
          created_at: '2026-01-01 12:00:00 +0000 UTC',
          nick: 'Ada',
          page_key: `https://news.example/?${'a&'.repeat(400_000)}`,
        })),
      ),
      20,
    ],
  ] as const)('%s', async (_, format, text, troubles) => {
    const service = await aService()
    const request = { format, articles: 'url', dryRun: true } as const
    const workedMs = cpuClock()
    const report = await importComments(service.deps, service.site, request, inOnePiece(text))
    const worked = workedMs()
    await service.close()
    expect(report).toMatchObject({ troubles, broken: null })
    expect(worked).toBeLessThan(3_000)
  })
})
