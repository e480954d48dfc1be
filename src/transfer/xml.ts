import { SaxesParser } from 'saxes'
import { type Bytes, decoded } from './bytes.ts'
import { BrokenFile } from './row.ts'

/** An element that is of interest, whole: its own text, its attributes by local name, and its children. */
export type Element = {
  readonly name: string
  readonly attributes: ReadonlyMap<string, string>
  readonly children: Element[]
  text: string
  readonly line: number
}

const MAX_DEPTH = 30
const MAX_ELEMENT = 8 * 1024 * 1024
/** What XML does not allow and files hold all the same. */
const ILLEGAL = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g

/**
 * The elements of these local names, each when it ends, from a file of any size. There are no entities but the five
 * of XML and nothing is fetched: a document type ends the reading. Parents of wanted elements keep the plain elements that came before.
 * @throws {BrokenFile} where the file is no XML, or of another root: a file of another format has none of these elements.
 */
export async function* elementsOf(
  bytes: Bytes,
  { root, wanted }: { readonly root: string; readonly wanted: ReadonlySet<string> },
): AsyncGenerator<Ended> {
  const found: Ended[] = []
  const parser = readerOf(root, wanted, found)
  for await (const text of decoded(bytes)) {
    push(parser, text.replaceAll(ILLEGAL, ''))
    yield* found.splice(0)
  }
  try {
    parser.close()
  } catch (error) {
    throw broken(error)
  }
}

/** An element with the names of what it lies in, outermost first. */
type Ended = { readonly element: Element; readonly path: readonly Element[] }

function push(parser: SaxesParser, text: string): void {
  try {
    parser.write(text)
  } catch (error) {
    throw broken(error)
  }
}

function broken(error: unknown): BrokenFile {
  if (error instanceof BrokenFile) return error
  const where = /^\d+:\d+/.exec(error instanceof Error ? error.message : '')?.[0]
  return new BrokenFile(`no sound XML${where === undefined ? '' : ` at ${where}`}`, { cause: error })
}

function readerOf(root: string, wanted: ReadonlySet<string>, found: Ended[]): SaxesParser {
  const parser = new SaxesParser()
  const open: Element[] = []
  let held = 0
  const isInside = () => open.some(({ name }) => wanted.has(name))
  const add = (text: string) => {
    const element = open.at(-1)
    if (element === undefined || (text.trim() === '' && !isInside())) return
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
  parser.on('opentag', ({ name, attributes }) => {
    if (open.length === 0 && localName(name) !== root) {
      throw new BrokenFile(`not of this format: it is <${localName(name).slice(0, 40)}>, not <${root}>`)
    }
    if (open.length >= MAX_DEPTH) throw new BrokenFile(`nested too deep at line ${parser.line}`)
    const own = new Map(Object.entries(attributes).map(([key, value]) => [localName(key), String(value)]))
    open.push({ name: localName(name), attributes: own, children: [], text: '', line: parser.line })
  })
  parser.on('text', add)
  parser.on('cdata', add)
  parser.on('closetag', () => {
    const element = open.pop()
    if (element === undefined) return
    if (isInside()) {
      open.at(-1)?.children.push(element)
      return
    }
    held = 0
    if (wanted.has(element.name)) found.push({ element, path: [...open] })
    // Outside of what is wanted only plain elements are kept, so that a file of any size stays small.
    else if (element.children.length === 0) open.at(-1)?.children.push(element)
  })
  return parser
}

function localName(name: string): string {
  return name.slice(name.indexOf(':') + 1)
}

/** The text of a child of that name; null when there is none. */
export function childText(element: Element | undefined, name: string): string | null {
  return element?.children.find((child) => child.name === name)?.text ?? null
}
