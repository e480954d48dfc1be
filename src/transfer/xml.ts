import type { SaxesParser } from 'saxes'
import { type Bytes, decoded } from './bytes.ts'
import { ENTITIES } from './entities.ts'
import { BrokenFile } from './row.ts'

/** A wanted element: its own text, its attributes by local name, and the first child of each name in `kept`. */
export type Element = {
  readonly name: string
  readonly attributes: ReadonlyMap<string, string>
  readonly children: Map<string, Element>
  text: string
  readonly line: number
}

const MAX_DEPTH = 30
/**
 * The limit for one element, and for what the parser collects before it reports anything: it does so character by
 * character, at thirty bytes each.
 */
const MAX_ELEMENT = 4 * 1024 * 1024
const MAX_ATTRIBUTES = 100
/** Characters that XML forbids and files contain all the same. */
const ILLEGAL = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g

/**
 * Yields the elements with these local names, each when it ends, from a file of any size. Only HTML's entities are
 * known, which writers of XML use by mistake, and nothing is fetched: a document type ends the reading. Inside wanted
 * elements, and before them in their parents, only elements whose names are in `kept` stay, so that memory does not
 * grow with the file.
 * @throws {BrokenFile} if the file is not XML, or has another root: a file of another format has none of these
 * elements.
 */
export async function* elementsOf(bytes: Bytes, names: Names): AsyncGenerator<Ended> {
  const found: Ended[] = []
  // Loaded here, so that a service that imports nothing does not spend memory on it.
  const { SaxesParser } = await import('saxes')
  const { write, close } = readerOf(new SaxesParser(), names, found)
  let began = false
  for await (const text of decoded(bytes)) {
    // Many WordPress plugins emit blank lines first, which XML does not allow before its declaration.
    const legal: string = began ? text.replaceAll(ILLEGAL, '') : text.replaceAll(ILLEGAL, '').trimStart()
    began ||= legal !== ''
    const trouble = troubleOf(() => write(legal))
    yield* found.splice(0)
    if (trouble !== undefined) throw trouble
  }
  const trouble = troubleOf(close)
  if (trouble !== undefined) throw trouble
}

type Names = {
  readonly root: string
  readonly wanted: ReadonlySet<string>
  readonly kept: ReadonlySet<string>
}

/** An element and the elements that contain it, outermost first. */
type Ended = { readonly element: Element; readonly path: readonly Element[] }

function troubleOf(read: () => void): BrokenFile | undefined {
  try {
    read()
  } catch (error) {
    return broken(error)
  }
}

function broken(error: unknown): BrokenFile {
  if (error instanceof BrokenFile) return error
  const where = /^\d+:\d+/.exec(error instanceof Error ? error.message : '')?.[0]
  return new BrokenFile(`no sound XML${where === undefined ? '' : ` at ${where}`}`, { cause: error })
}

function readerOf(parser: SaxesParser, { root, wanted, kept }: Names, found: Ended[]) {
  Object.assign(parser.ENTITIES, Object.fromEntries(ENTITIES))
  const open: Element[] = []
  let held = 0
  let attributes = 0
  let unsaid = 0
  const said = () => {
    unsaid = 0
  }
  const isInside = () => open.some(({ name }) => wanted.has(name))
  const add = (text: string) => {
    said()
    const element = open.at(-1)
    if (element === undefined || !kept.has(element.name)) return
    held += text.length
    if (held > MAX_ELEMENT) throw new BrokenFile(`an element at line ${element.line} is too long`)
    element.text += text
  }
  parser.on('error', (error) => {
    throw error
  })
  parser.on('doctype', () => {
    throw new BrokenFile('a document type is not taken: it could name entities and files')
  })
  parser.on('comment', said)
  parser.on('processinginstruction', said)
  parser.on('attribute', () => {
    attributes += 1
    if (attributes > MAX_ATTRIBUTES) throw new BrokenFile(`too many attributes at line ${parser.line}`)
  })
  parser.on('opentag', (tag) => {
    said()
    const name = localName(tag.name)
    if (open.length === 0 && name !== root) {
      throw new BrokenFile(`not of this format: it is <${name.slice(0, 40)}>, not <${root}>`)
    }
    if (open.length >= MAX_DEPTH) throw new BrokenFile(`nested too deep at line ${parser.line}`)
    attributes = 0
    open.push(newElement(name, tag.attributes, parser.line))
  })
  parser.on('text', add)
  parser.on('cdata', add)
  parser.on('closetag', () => {
    said()
    const element = open.pop()
    if (element === undefined) return
    const { name } = element
    const isWhole = !isInside()
    if (isWhole) held = 0
    if (isWhole && wanted.has(name)) found.push({ element, path: [...open] })
    else if (kept.has(name) && !open.at(-1)?.children.has(name)) open.at(-1)?.children.set(name, element)
  })
  const write = (text: string) => {
    unsaid += text.length
    parser.write(text)
    if (unsaid > MAX_ELEMENT) throw new BrokenFile(`what begins before line ${parser.line} is too long`)
  }
  return { write, close: () => void parser.close() }
}

function newElement(name: string, attributes: Readonly<Record<string, unknown>>, line: number): Element {
  const byLocalName = Object.entries(attributes).map(
    ([key, value]) => [localName(key), String(value)] as const,
  )
  return { name, attributes: new Map(byLocalName), children: new Map(), text: '', line }
}

function localName(name: string): string {
  return name.slice(name.indexOf(':') + 1)
}

/** The text of a child of that name; null when there is none. */
export function childText(element: Element | undefined, name: string): string | null {
  return element?.children.get(name)?.text ?? null
}
