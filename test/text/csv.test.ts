import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { csvLine } from '../../src/text/csv.ts'
import { cpuClock } from '../helpers/cpu.ts'
import { asWritten, readCsv } from '../helpers/csv.ts'

/** A line as a spreadsheet takes it in whose cells end with semicolons; ours begin with an id. */
const bySemicolons = (text: string) => csvLine(['id', text]).split(/[;\r\n]/)

describe('a text in a line of CSV', () => {
  it.each([
    'hi\n=HYPERLINK("https://evil.example";"more");x',
    'Ada;=1+1;',
    'Ada; =1+1',
    'Ada;"=1+1',
    "Ada;'=1+1",
    '\r\n+1;-1;@SUM(1)',
    'list\n- one\n- two',
  ])('runs nowhere in it where semicolons separate cells: %j', (text) => {
    for (const cell of bySemicolons(text)) expect(cell).not.toMatch(/^[\s"]*[=+@-]/)
    expect(asWritten(readCsv(csvLine(['id', text]))[0]?.[1] ?? '')).toBe(text)
  })

  it.each(['Well; yes;-)', 'one\ttwo', 'one\n"two"', '10 % - 5 %', 'a = b; c > d'])(
    'is left alone where nothing in it could run: %j',
    (text) => expect(readCsv(csvLine(['id', text]))[0]?.[1]).toBe(text),
  )

  it('reads back as it was, whatever it is', () => {
    const piece = fc.constantFrom(...`;\t\r\n"',=+-@)|a \u00a0\uff1d`)
    fc.assert(
      fc.property(fc.string({ unit: piece, maxLength: 30 }), (text) => {
        expect(asWritten(readCsv(csvLine(['id', text]))[0]?.[1] ?? '')).toBe(text)
      }),
    )
  })

  it.each([';', '; ', "'", '\n"', ';=', '\t'])('takes time by its length alone: %j', (unit) => {
    const workedMs = cpuClock()
    csvLine([unit.repeat(100_000)])
    expect(workedMs()).toBeLessThan(500)
  })
})
