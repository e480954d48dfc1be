import { expect, it } from 'vitest'
import { personalDataCheck } from '../../src/checks/personal-data.ts'
import { aCandidate } from '../helpers/candidate.ts'
import { cpuClock } from '../helpers/cpu.ts'

/** What is found, as it stands in the text. */
function found(text: string): string[] {
  const workedMs = cpuClock()
  const { spans = [] } = personalDataCheck().run({ ...aCandidate({}), text })
  expect(workedMs()).toBeLessThan(200)
  return spans.map(({ start, end }) => text.slice(start, end))
}

it.each([
  ['ada@news.example'],
  ['jane.doe+news@mail.example.org'],
  ['ada (at) news (dot) example'],
  ['ada[at]news.example'],
  ['DE89 3704 0044 0532 0130 00'],
  ['gb82west12345698765432'],
  ['NO93 8601 1117 947'],
  ['5105 1051 0510 5100'],
  ['4111 1111 1111 1111'],
  ['4111111111111111'],
  ['3782 822463 10005'],
  ['+4915112345678'],
  ['+49 (0) 171 2345678'],
  ['+49–171–2345678'],
  ['+47\u00a022\u00a086\u00a035\u00a000'],
  ['0044 20 7946 0958'],
  ['0171 2345678'],
  ['0171/2345678'],
  ['(030) 123 456 78'],
  ['030-1234567'],
  ['06.12.34.56.78'],
  ['06 12 34 56 78'],
  ['07700900123'],
  ['090-1234-5678'],
  ['٠١٧١٢٣٤٥٦٧٨'],
  ['8 (916) 123-45-67'],
  ['89161234567'],
  ['(555) 123-4567'],
  ['1-800-555-0199'],
  ['138 0013 8000'],
  ['(11) 91234-5678'],
  ['912 34 567'],
  ['612 34 56 78'],
  ['22 33 44 55'],
  ['512-345-678'],
])('finds %s, and nothing of what stands around it', (data) => {
  expect(found(`In 2026: ${data} is mine`)).toEqual([data])
  expect(found(data)).toEqual([data])
  expect(found(`${data}, 12/27`)).toEqual([data])
})

it.each([
  ['a handle', 'Ask @ada about it'],
  ['a word in brackets', 'Look (at) this. Now'],
  ['an IBAN with a wrong digit', 'Pay to GB83 WEST 1234 5698 7654 32 now'],
  ['a card number with a wrong digit', 'It was 5105 1051 0510 5101 again'],
  ['one digit again and again', 'It was 8888 8888 8888 8888 again'],
  ['billions', 'It was 2 000 000 000, or 2.000.000.000, or 2000000000'],
  ['trillions that pass as a card number', 'It was 26 000 000 000 000 again'],
  ['dates', '01.02.2026, 01/02/2026, 01-02-26, 01 02 2026 10:30, 2026-02-01'],
  ['a time span', '01.02.2026 08.15-17.30, 05.06.2026-07.08.2026'],
  ['a year and a score', 'In 1994 it ended 4-2, in 2026 3-1'],
  ['a decimal', '0.123456789 and 0,99'],
  ['a book', 'ISBN 0306406152 or 0-306-40615-2'],
  ['addresses of machines', '10.0.0.1 and 192.168.178.100'],
  ['money', '0800 123456 €, +1 000 000 000 %'],
  ['a long row of numbers', '02 11 23 34 41 48, or 02 11 23 34 41 48 07 09 31 32 34'],
])('takes %s for nothing', (_, text) => {
  expect(found(text)).toEqual([])
})

it.each([
  ['1 ', 2_500],
  ['a@', 2_500],
  ['0171 ', 2_000],
  ['0', 10_000],
  ['AB12 ', 2_000],
  ['aa (at)a.a', 1_000],
  ['+1-(', 2_500],
])('reads %j without end in no time', (part, times) => {
  found(part.repeat(times))
  found(`${part.repeat(times)}%`)
})

it('names each kind of personal data once', () => {
  const detail = (text: string) => personalDataCheck().run(aCandidate({ text }))
  expect(detail('Call +49 151 12345678')).toMatchObject({ detail: 'phone number' })
  expect(detail('It was 4915 1123 4567 8')).toMatchObject({ detail: 'card number' })
})

it('tries a word without end once for an e-mail address, not from each of its letters', () => {
  const text = `${'я'.repeat(250_000)}@`
  const candidate = { ...aCandidate({}), text }
  const workedMs = cpuClock()
  expect(personalDataCheck().run(candidate)).toEqual({ outcome: 'clear' })
  expect(workedMs()).toBeLessThan(200)
})

it('marks a whole e-mail address, and none of what stands around it', () => {
  const text = 'Write to <jane.doe+news@mail.example.org>, or jo@b.example'
  const { spans = [] } = personalDataCheck().run(aCandidate({ text }))
  expect(spans.map(({ start, end }) => text.slice(start, end))).toEqual([
    'jane.doe+news@mail.example.org',
    'jo@b.example',
  ])
})
