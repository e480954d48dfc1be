import { html } from 'hono/html'

/** The part of an OpenAPI document that is read here; the document is our own, made by the router. */
export type Schema = {
  readonly $ref?: string
  readonly type?: string | readonly string[]
  readonly format?: string
  readonly enum?: readonly unknown[]
  readonly default?: unknown
  readonly description?: string
  readonly properties?: Readonly<Record<string, Schema>>
  readonly required?: readonly string[]
  readonly items?: Schema
  readonly additionalProperties?: boolean | Schema
  readonly allOf?: readonly Schema[]
  readonly anyOf?: readonly Schema[]
}
type Html = ReturnType<typeof html>
type FieldRow = { readonly name: string; readonly type: Html | string; readonly what: Html | string }

/** One shape that others refer to, folded; what is inside is the target, which browsers unfold. */
export function shapeItem([name, schema]: readonly [string, Schema]) {
  return html`<details class="operation"><summary><code>${name}</code> <span class="what">${schema.description ?? ''}</span></summary>
<div class="inside" id="${anchorOf(name)}">${extended(schema)}${shapeTable('Members', schema)}</div></details>`
}

/** The members of a shape that has no name, and of those within it. */
export function shapeTable(caption: string, schema: Schema | undefined) {
  const rows = schema === undefined ? [] : rowsOf(schema)
  return rows.length === 0 ? '' : fieldTable(caption, rows)
}

/** What a value can be, named shapes as links. */
export function typeOf(schema: Schema): Html | string {
  const { $ref, type, format, enum: values, default: byDefault, items, additionalProperties } = schema
  const choices = schema.anyOf ?? schema.allOf
  if ($ref !== undefined) return html`<a href="#${anchorOf(nameIn($ref))}">${nameIn($ref)}</a>`
  if (choices !== undefined) return joined(choices.map(typeOf), schema.anyOf ? ' or ' : ' with ')
  if (items !== undefined) return html`list of ${typeOf(items)}${isNullable(schema) ? ', or null' : ''}`
  if (typeof additionalProperties === 'object' && Object.keys(additionalProperties).length > 0)
    return html`map to ${typeOf(additionalProperties)}`
  const base =
    values !== undefined
      ? values.map((value) => JSON.stringify(value)).join(' | ')
      : [type].flat().filter(Boolean).join(' or ') || 'any'
  return [base, format ?? '', byDefault === undefined ? '' : `default ${JSON.stringify(byDefault)}`]
    .filter(Boolean)
    .join(', ')
}

export function fieldTable(caption: string, rows: readonly FieldRow[]) {
  return html`<table><caption>${caption}</caption><tbody>${rows.map(
    ({ name, type, what }) =>
      html`<tr><th scope="row"><code>${wayOf(name)}</code></th><td>${type}</td><td>${typeof what === 'string' ? prose(what) : what}</td></tr>`,
  )}</tbody></table>`
}

/** A description, in which code stands between backticks. */
export function prose(text: string): Html {
  return html`${text.split('`').map((part, at) => (at % 2 === 1 ? html`<code>${part}</code>` : part))}`
}

/** What a shape adds to. */
function extended({ allOf = [] }: Schema) {
  const others = allOf.filter(({ $ref }) => $ref !== undefined)
  return others.length === 0 ? '' : html`<p>All of ${joined(others.map(typeOf), ' and ')}, and more:</p>`
}

/** The way to a member, which a narrow page breaks at its points. */
function wayOf(name: string): Html {
  return joined(name.split('.'), html`.<wbr />`)
}

/** Members of members are named by the way to them, as in `items[].id`. */
function rowsOf(schema: Schema, way = ''): FieldRow[] {
  const { properties = {}, required, items, anyOf = [], allOf = [] } = schema
  if (items !== undefined) return rowsOf(items, `${way}[]`)
  const own = Object.entries(properties).flatMap(([name, member]) => {
    const inner = way === '' ? name : `${way}.${name}`
    const maybe = required?.includes(name) === false && 'optional'
    const what = [maybe, member.description].filter(Boolean).join('; ')
    return [{ name: inner, type: typeOf(member), what }, ...rowsOf(member, inner)]
  })
  return [...[...allOf, ...anyOf].flatMap((part) => rowsOf(part, way)), ...own]
}

function isNullable({ type }: Schema): boolean {
  return Array.isArray(type) && type.includes('null')
}

function joined(parts: readonly (Html | string)[], between: Html | string): Html {
  return html`${parts.map((part, at) => html`${at === 0 ? '' : between}${part}`)}`
}

function nameIn(reference: string): string {
  return reference.replace(/^.*\//, '')
}

function anchorOf(name: string): string {
  return `shape-${name}`
}
