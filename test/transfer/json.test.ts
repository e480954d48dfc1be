import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { itemsOf } from '../../src/transfer/json.ts'

async function* inPieces(text: string, size: number) {
  const bytes = Buffer.from(text)
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size)
}

async function itemsIn(text: string, size = 7) {
  const items: { list: string; value: unknown }[] = []
  for await (const item of itemsOf(inPieces(text, size))) {
    items.push({ list: item.list, value: JSON.parse(item.text) })
  }
  return items
}

const anObject = fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 3 }))

describe('the objects of a JSON document', () => {
  it('are those of its list, however the file comes in pieces', async () => {
    const lists = fc.array(anObject)
    await fc.assert(
      fc.asyncProperty(lists, fc.integer({ min: 1, max: 50 }), fc.boolean(), async (list, size, isSpaced) => {
        const items = await itemsIn(JSON.stringify(list, null, isSpaced ? 2 : 0), size)
        expect(items).toEqual(JSON.parse(JSON.stringify(list)).map((value: unknown) => ({ list: '', value })))
      }),
    )
  })

  it('are those of each list that it names, and of no other member', async () => {
    const text = JSON.stringify({
      version: 3,
      note: 'comments": [{"a": 1}]',
      page: { comments: [{ a: 0 }] },
      pages: [{ a: 1 }, { b: [{ c: '}]\\' }] }],
      comments: [{ a: 2 }],
    })
    expect(await itemsIn(text)).toEqual([
      { list: 'pages', value: { a: 1 } },
      { list: 'pages', value: { b: [{ c: '}]\\' }] } },
      { list: 'comments', value: { a: 2 } },
    ])
  })

  it.each([
    ['is cut off', '{"comments": [{"a": 1}', 'it ends too early: the rest was cut off'],
    ['is empty', '', 'it ends too early: the rest was cut off'],
    ['is no JSON', '<rss>', 'not of this format: it is no JSON'],
    ['is a text', '"comments"', 'not of this format: it is no JSON'],
    ['is JSON Lines', '{"a": 1}\n{"a": 2}', 'it goes on after its end'],
    ['is nested without end', '['.repeat(100_000), 'nested too deep'],
    ['holds one object without end', `[{"a": "${'x'.repeat(1024 * 1024)}"}]`, 'object 1 is too long'],
  ])('are not read from one that %s', async (_, text, why) => {
    await expect(itemsIn(text, 64 * 1024)).rejects.toThrow(why)
  })
})
