import { setImmediate } from 'node:timers/promises'
import type { z } from 'zod'
import { parseJsonStrictly, refuseRepeatedNames } from '../text/json.ts'
import { type Bytes, decoded } from './bytes.ts'
import { BrokenFile } from './row.ts'

/** An object in a JSON document: the name of the list that contains it, and its own text. */
type Item = { readonly list: string; readonly number: number; readonly text: string }

/** The limit for one object, and for one line. */
const LONGEST_ITEM = 1024 * 1024
const LONGEST_NAME = 100
const MOST_LEVELS = 20

/**
 * Yields the objects in the lists of a JSON document of any size, in the order of the file: those of `[{…}, …]`,
 * whose list has no name, and of each list in `{"comments": [{…}, …], …}`. Only one object is held at a time.
 * @throws {BrokenFile} if the document has another shape, or ends too early.
 */
export async function* itemsOf(bytes: Bytes): AsyncGenerator<Item> {
  const found: Item[] = []
  const { read, isWhole } = splitter(found)
  for await (const text of decoded(bytes)) {
    read(text)
    yield* found.splice(0)
  }
  if (!isWhole()) throw new BrokenFile('it ends too early: the rest was cut off')
}

function splitter(found: Item[]) {
  /** The open brackets, outermost first. */
  let open = ''
  let began = false
  let isQuoted = false
  let isEscaped = false
  let name = ''
  let number = 0
  /** The beginning of an unfinished object, from earlier pieces. */
  let parts: string[] | undefined
  let held = 0

  const inString = (sign: string) => {
    if (open === '{' && sign !== '"' && name.length < LONGEST_NAME) name += sign
    isQuoted = isEscaped || sign !== '"'
    isEscaped = sign === '\\' && !isEscaped
  }
  const enter = (sign: string) => {
    if (open === '' && began) throw new BrokenFile('it goes on after its end')
    open += sign
    began = true
    if (open.length > MOST_LEVELS) throw new BrokenFile('nested too deep')
  }
  const hold = (part: string) => {
    parts?.push(part)
    held += part.length
    if (parts !== undefined && held > LONGEST_ITEM) throw new BrokenFile(`object ${number + 1} is too long`)
  }
  const read = (piece: string) => {
    let from = 0
    for (let at = 0; at < piece.length; at += 1) {
      const sign = piece[at] ?? ''
      const isInList = open === '[' || open === '{['
      if (isQuoted) inString(sign)
      else if (sign === '{' || sign === '[') {
        if (isInList && sign === '{') {
          parts = []
          held = 0
          from = at
        }
        enter(sign)
      } else if (sign === '}' || sign === ']') {
        open = open.slice(0, -1)
        if (parts !== undefined && (open === '[' || open === '{[')) {
          hold(piece.slice(from, at + 1))
          number += 1
          found.push({ list: open === '[' ? '' : name, number, text: parts.join('') })
          parts = undefined
        }
      } else if (sign === '"') {
        isQuoted = true
        if (open === '{') name = ''
        if (open === '') throw NOT_OF_THIS
      } else if (open === '' && sign.trim() !== '') throw NOT_OF_THIS
    }
    hold(piece.slice(from))
  }
  return { read, isWhole: () => began && open === '' }
}

const NOT_OF_THIS = new BrokenFile('not of this format: it is no JSON')

/** The names in one object of a hundred thousand characters take some milliseconds to parse, and to compare. */
const LONG_ROW = 100_000

/** Parses one object or line; undefined if it is not JSON. Between the steps of a long one, others have their turn. */
export async function parseRow(text: string): Promise<unknown> {
  try {
    const row = parseJsonStrictly(text, { maxDepth: MOST_LEVELS })
    if (text.length > LONG_ROW) await setImmediate()
    refuseRepeatedNames(text)
    if (text.length > LONG_ROW) await setImmediate()
    return row
  } catch {
    return undefined
  }
}

/** Names the fields of a row that are wrong, without their content. */
export function whatIsWrong(row: unknown, error: z.ZodError): string {
  if (row === undefined) return 'no sound JSON'
  const fields = [...new Set(error.issues.map(({ path }) => path.join('.') || 'the line'))]
  return `not as it should be: ${fields.slice(0, 5).join(', ')}`
}
