import { type FileHandle, open } from 'node:fs/promises'
import { BrokenFile } from './row.ts'

/** Of the schema: SQLite reads all of it in one go, before it answers anything. */
const MOST_PARTS = 1_000
const LONGEST_SCHEMA = 1024 * 1024

type Pages = {
  /** @throws {BrokenFile} where it was read before, or is not there. */
  read(number: number): Promise<Buffer>
  /** What of a page is in use: some tools keep the rest for themselves. */
  readonly usable: number
  readonly bytes: number
}

type Cell = { readonly page: Buffer; readonly from: number; readonly length: number }

/**
 * Refuses an SQLite file in which a page is used twice, or rows share what they hold. SQLite follows every pointer it
 * finds: with five pages that each point a hundred times to the next, it reads ten billion rows, or, if they are those
 * of its schema, never comes back.
 * @throws {BrokenFile}
 */
export async function refuseTwisted(file: string): Promise<void> {
  const handle = await open(file)
  try {
    const pages = await pagesOf(handle)
    let held = 0
    const weigh = ({ length }: Cell) => {
      held += length
      if (held > pages.bytes) throw twisted()
    }
    const roots: number[] = []
    for await (const cell of cellsBelow(pages, 1)) {
      weigh(cell)
      roots.push(rootIn(cell, pages.usable))
      if (roots.length > MOST_PARTS || held > LONGEST_SCHEMA) throw twisted()
    }
    // A view or a trigger has no pages.
    for (const root of roots) if (root !== 0) for await (const cell of cellsBelow(pages, root)) weigh(cell)
  } catch (error) {
    if (!(error instanceof RangeError)) throw error
    throw twisted(error)
  } finally {
    await handle.close()
  }
}

function twisted(cause?: unknown): BrokenFile {
  return new BrokenFile('it is damaged, or no database of Isso: its pages do not fit together', { cause })
}

async function pagesOf(handle: FileHandle): Promise<Pages> {
  const { size: bytes } = await handle.stat()
  const header = Buffer.alloc(100)
  await handle.read(header, 0, header.length, 0)
  if (header.toString('latin1', 0, 16) !== 'SQLite format 3\0') throw twisted()
  const written = header.readUInt16BE(16)
  const size = written === 1 ? 65_536 : written
  if (size < 512 || size % 512 !== 0) throw twisted()
  const seen = new Uint8Array(Math.floor(bytes / size) + 1)
  return {
    usable: size - (header[20] ?? 0),
    bytes,
    async read(number) {
      if (number < 1 || seen[number] !== 0) throw twisted()
      seen[number] = 1
      const page = Buffer.alloc(size)
      await handle.read(page, 0, size, (number - 1) * size)
      return page
    },
  }
}

/** What SQLite's file format calls the kinds of pages: of indexes and tables, within and at the end of a tree. */
const Kind = { indexWithin: 2, tableWithin: 5, indexEnd: 10, tableEnd: 13 } as const

/** All cells with content in a tree of pages, in no order. */
async function* cellsBelow(pages: Pages, root: number): AsyncGenerator<Cell> {
  const waiting = [root]
  for (let number = waiting.pop(); number !== undefined; number = waiting.pop()) {
    const page = await pages.read(number)
    const start = number === 1 ? 100 : 0
    const kind = page.readUInt8(start)
    if (!Object.values<number>(Kind).includes(kind)) throw twisted()
    const isWithin = kind === Kind.indexWithin || kind === Kind.tableWithin
    const cells = start + (isWithin ? 12 : 8)
    for (let cell = 0; cell < page.readUInt16BE(start + 3); cell += 1) {
      const at = page.readUInt16BE(cells + 2 * cell)
      if (isWithin) waiting.push(page.readUInt32BE(at))
      if (kind === Kind.tableWithin) continue
      const { value: length, next } = numberAt(page, isWithin ? at + 4 : at)
      yield { page, length, from: kind === Kind.tableEnd ? numberAt(page, next).next : next }
    }
    if (isWithin) waiting.push(page.readUInt32BE(start + 8))
  }
}

/** A number of SQLite's, of one to nine bytes, and where it ends. */
function numberAt(buffer: Buffer, from: number): { readonly value: number; readonly next: number } {
  let value = 0
  for (let at = from; at < from + 8; at += 1) {
    const byte = buffer.readUInt8(at)
    value = value * 128 + (byte & 127)
    if (byte < 128) return { value, next: at + 1 }
  }
  return { value: value * 256 + buffer.readUInt8(from + 8), next: from + 9 }
}

/** The first page of the tree that a row of the schema names in its fourth column; 0 if none. */
function rootIn({ page, from, length }: Cell, usable: number): number {
  const row = page.subarray(from, from + heldHere(length, usable))
  const header = numberAt(row, 0)
  let { next } = header
  let at = header.value
  for (let column = 0; next < header.value; column += 1) {
    const type = numberAt(row, next)
    if (column === 3) return wholeNumberAt(row, at, type.value)
    at += bytesOf(type.value)
    next = type.next
  }
  return 0
}

/** How much of a row in a table is on its own page; the rest is on others. */
function heldHere(length: number, usable: number): number {
  const most = usable - 35
  if (length <= most) return length
  const least = Math.floor(((usable - 12) * 32) / 255) - 23
  const fitting = least + ((length - least) % (usable - 4))
  return fitting <= most ? fitting : least
}

/** Bytes of a value by its type: nothing, whole numbers, a fraction, 0, 1; from 12 on blobs and texts by their length. */
const BYTES = [0, 1, 2, 3, 4, 6, 8, 8, 0, 0]

function bytesOf(type: number): number {
  const bytes = type < 12 ? BYTES[type] : Math.floor((type - 12) / 2)
  if (bytes === undefined) throw twisted()
  return bytes
}

function wholeNumberAt(row: Buffer, at: number, type: number): number {
  // SQLite would also take a fraction or a text for a number.
  if (type === 7 || type > 9) throw twisted()
  if (type === 0 || type === 8) return 0
  if (type === 9) return 1
  return type === 6 ? Number(row.readBigInt64BE(at)) : row.readIntBE(at, bytesOf(type))
}
