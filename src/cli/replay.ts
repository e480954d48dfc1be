import { createReadStream } from 'node:fs'
import { access } from 'node:fs/promises'
import { z } from 'zod'
import type { Config } from '../config.ts'
import { splitLines } from '../text/lines.ts'
import { type Command, CommandError, countOption, unread } from './command.ts'
import { ask, type RunningService, runningService } from './service.ts'

/** One real comment of a corpus. `label` 1 means that people would reject it. */
const Line = z.object({
  text: z.string(),
  author: z.string().nullish(),
  group: z.union([z.string(), z.number()]).nullish(),
  label: z.union([z.literal(0), z.literal(1)]).nullish(),
})
type Line = z.infer<typeof Line>

type ReplayOptions = RunningService & {
  readonly files: readonly string[]
  readonly concurrency: number
  readonly limit: number
  readonly out: (line: string) => void
}

type Tally = {
  readonly byOutcome: Map<string, number>
  readonly latencies: number[]
  readonly lost: string[]
}

/** `replay FILE…`: against the service on this machine unless `--url` names another. */
export async function runReplay(config: Config, command: Command): Promise<void> {
  const { words, out } = command
  if (words.length === 0) throw new CommandError('Name one or more JSON Lines files.')
  const isWhole = await replay({
    files: words,
    ...(await runningService(config, command)),
    concurrency: countOption(command, 'concurrency', 32),
    limit: countOption(command, 'limit', 1_000_000),
    out,
  })
  if (!isWhole) throw new CommandError('Something was lost or failed.')
}

/**
 * Posts the comments of JSON Lines files through a running service, on a site made for it (captcha off, wide
 * limits), reads every acknowledged one back, and prints verdicts by label, latency and errors.
 * @returns whether nothing was lost and nothing answered 5xx.
 */
export async function replay(options: ReplayOptions): Promise<boolean> {
  // Before anything is made for it.
  for (const file of options.files) await access(file).catch((error) => Promise.reject(unread(file, error)))
  const site = await makeSite(options)
  const tally: Tally = { byOutcome: new Map(), latencies: [], lost: [] }
  const started = performance.now()
  const lines = readLines(options)
  await Promise.all(Array.from({ length: options.concurrency }, () => worker(options, site, lines, tally)))
  return report(options, tally, (performance.now() - started) / 1000)
}

async function makeSite({ url, token }: ReplayOptions): Promise<string> {
  const slug = `replay-${Date.now().toString(36)}`
  const limits = {
    perReaderPerMinute: 1_000_000,
    perArticlePerMinute: 1_000_000,
    perSitePerMinute: 1_000_000,
  }
  const response = await ask({ url }, '/v1/admin/sites', {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    body: JSON.stringify({
      slug,
      name: 'Replay',
      origins: ['https://replay.example'],
      policy: { limits, checks: { captcha: { on: false } } },
    }),
  })
  if (response.status === 401 || response.status === 403) {
    throw new CommandError('The service refuses this token: give an admin --token.')
  }
  if (response.status !== 201) {
    throw new CommandError(
      `The service at ${url} makes no site for the replay: it answers ${response.status}.`,
    )
  }
  return slug
}

async function* readLines({ files, limit }: ReplayOptions): AsyncGenerator<Line> {
  let count = 0
  for (const file of files) {
    for await (const line of linesOf(file)) {
      if (line.trim() === '') continue
      if (count >= limit) return
      count += 1
      yield parseLine(line, file)
    }
  }
}

async function* linesOf(file: string): AsyncGenerator<string> {
  try {
    yield* splitLines(createReadStream(file, 'utf8'))
  } catch (error) {
    throw unread(file, error)
  }
}

function parseLine(line: string, file: string): Line {
  try {
    return Line.parse(JSON.parse(line))
  } catch (error) {
    throw new CommandError(
      `${file} has a line that is no comment: JSON with a text is needed, and a label of 0 or 1 or none.`,
      {
        cause: error,
      },
    )
  }
}

async function worker(
  options: ReplayOptions,
  site: string,
  lines: AsyncGenerator<Line>,
  tally: Tally,
): Promise<void> {
  for (let next = await lines.next(); !next.done; next = await lines.next()) {
    await post(options, site, next.value, tally)
  }
}

async function post({ url }: ReplayOptions, site: string, line: Line, tally: Tally): Promise<void> {
  const article = encodeURIComponent(String(line.group ?? 'replay').slice(0, 200) || 'replay')
  const started = performance.now()
  let outcome: string
  try {
    const response = await fetch(`${url}/v1/sites/${site}/articles/${article}/comments`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ name: (line.author ?? '').trim() || 'Anonymous', text: line.text }),
    })
    const body = (await response.json()) as {
      status: string
      type?: string
      receipt?: string
      comment?: { id: string }
    }
    tally.latencies.push(performance.now() - started)
    outcome = response.status < 300 ? body.status : `${response.status} ${body.type?.split(':').at(-1) ?? ''}`
    if (body.comment && body.receipt) {
      outcome = await truth(
        `${url}/v1/sites/${site}/comments/${body.comment.id}`,
        body.receipt,
        tally,
        outcome,
      )
    }
  } catch {
    outcome = 'no answer'
  }
  const key = `${line.label ?? '-'} ${outcome}`
  tally.byOutcome.set(key, (tally.byOutcome.get(key) ?? 0) + 1)
}

/** Reads an acknowledged comment back with its receipt, which tells a silent rejection from a held one. */
async function truth(address: string, receipt: string, tally: Tally, said: string): Promise<string> {
  const response = await fetch(address, { headers: { authorization: `Receipt ${receipt}` } })
  if (response.status !== 200) {
    tally.lost.push(address)
    return said
  }
  return ((await response.json()) as { status: string }).status
}

function report({ out }: ReplayOptions, { byOutcome, latencies, lost }: Tally, seconds: number): boolean {
  const count = [...byOutcome.values()].reduce((a, b) => a + b, 0)
  const sorted = latencies.toSorted((a, b) => a - b)
  const at = (share: number) =>
    (sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0).toFixed(1)
  out(`${count} comments in ${seconds.toFixed(1)} s (${(count / seconds).toFixed(0)}/s)`)
  out(`latency ms: p50 ${at(0.5)}  p99 ${at(0.99)}  max ${at(1)}`)
  out('label  outcome                 count')
  for (const [key, n] of [...byOutcome].toSorted()) {
    const [label = '', ...rest] = key.split(' ')
    out(`${label.padEnd(6)} ${rest.join(' ').padEnd(22)} ${String(n).padStart(6)}`)
  }
  const failed = [...byOutcome]
    .filter(([key]) => / 5\d\d |no answer/.test(key))
    .reduce((sum, [, n]) => sum + n, 0)
  out(`lost after an acknowledgement: ${lost.length}; 5xx or no answer: ${failed}`)
  return lost.length === 0 && failed === 0
}
