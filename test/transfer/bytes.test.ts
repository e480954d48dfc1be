import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { gzipSync } from 'node:zlib'
import { afterAll, describe, expect, it } from 'vitest'
import { bytesOf } from '../../src/transfer/bytes.ts'
import { itemsOf } from '../../src/transfer/json.ts'

const folder = await mkdtemp(join(tmpdir(), 'postbag-bytes-'))
afterAll(() => rm(folder, { recursive: true }))

const fileOf = async (name: string, content: string | Buffer) => {
  await writeFile(join(folder, name), content)
  return join(folder, name)
}
async function* here(pieces: readonly Uint8Array[]) {
  yield* pieces
}
const words = Array.from({ length: 20_000 }, (_, n) => `line ${n}`).join('\n')

describe('the bytes of a file', () => {
  it.each([
    ['as it is', words],
    ['packed', gzipSync(words)],
    [
      'in two packed parts, one behind the other',
      Buffer.concat([gzipSync(words.slice(0, 99)), gzipSync(words.slice(99))]),
    ],
  ])('are the same where it is kept %s', async (name, content) => {
    expect(await text(bytesOf(await fileOf(name, content)))).toBe(words)
  })

  it('are none of a file without any, and those of one byte', async () => {
    expect(await text(bytesOf(await fileOf('empty', '')))).toBe('')
    expect(await text(bytesOf(await fileOf('one', '{')))).toBe('{')
  })

  it('end with a word about it where a packed file was cut off or damaged', async () => {
    const packed = gzipSync(words)
    const cut = text(bytesOf(await fileOf('cut', packed.subarray(0, 900))))
    await expect(cut).rejects.toThrow('gzip cannot unpack it')
    packed.fill(7, 500, 600)
    await expect(text(bytesOf(await fileOf('damaged', packed)))).rejects.toThrow('gzip cannot unpack it')
  })

  it('are left where a packed file unpacks to far more than it could hold of comments', async () => {
    const blank = gzipSync(Buffer.alloc(16 * 1024 * 1024, '\n'))
    const bomb = await fileOf('bomb', Buffer.concat(Array(64).fill(blank)))
    let unpacked = 0
    const reading = (async () => {
      for await (const { length } of bytesOf(bomb)) unpacked += length
    })()
    await expect(reading).rejects.toThrow('it unpacks to far more than comments would')
    expect(unpacked).toBeLessThan(512 * 1024 * 1024)
  })

  it('are not there where the file is not', async () => {
    await expect(text(bytesOf(join(folder, 'nothing')))).rejects.toMatchObject({ syscall: 'open' })
  })
})

it('lets others have their turn while a file is read of which nothing comes', async () => {
  let turns = 0
  const turn = () => {
    turns += 1
    beat = setImmediate(turn)
  }
  let beat = setImmediate(turn)
  const pieces = ['[', ...Array<string>(800).fill(' '.repeat(64 * 1024)), ']'].map((piece) =>
    Buffer.from(piece),
  )
  for await (const item of itemsOf(here(pieces))) expect(item).toBe('none')
  clearImmediate(beat)
  expect(turns).toBeGreaterThan(2)
})
