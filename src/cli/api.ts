import { readFile } from 'node:fs/promises'
import { z } from 'zod'
import type { Config } from '../config.ts'
import { type Command, CommandError, unread } from './command.ts'
import { ask, runningService } from './service.ts'

const METHODS: readonly string[] = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE']

const Problem = z.object({
  detail: z.string(),
  errors: z.array(z.object({ field: z.string(), message: z.string() })).optional(),
})

/**
 * `api METHOD PATH [FILE]`: any request of the API to a running service, FILE being its body. What is answered is
 * printed; a refusal ends the command with what the service says of it.
 */
export async function runApi(config: Config, command: Command): Promise<void> {
  const [method = '', path = '', file] = command.words
  if (!METHODS.includes(method.toUpperCase()) || !path.startsWith('/v1/'))
    throw new CommandError('Say what to ask: postbag api GET /v1/admin/sites/SLUG/policy')
  const service = await runningService(config, command)
  const response = await ask(service, path, {
    method: method.toUpperCase(),
    redirect: 'manual',
    headers: {
      authorization: `Bearer ${service.token}`,
      ...(file !== undefined && { 'content-type': 'application/json' }),
    },
    ...(file !== undefined && { body: await readBody(file) }),
  })
  const text = await response.text()
  if (!response.ok) throw new CommandError(refusal(response.status, text))
  const isJson = /^application\/json\b/.test(response.headers.get('content-type') ?? '')
  if (text !== '') command.out(isJson ? JSON.stringify(JSON.parse(text), null, 2) : text.trimEnd())
}

async function readBody(file: string): Promise<string> {
  const text = await readFile(file, 'utf8').catch((error) => Promise.reject(unread(file, error)))
  try {
    JSON.parse(text)
  } catch {
    throw new CommandError(`${file} holds no sound JSON.`)
  }
  return text
}

function refusal(status: number, text: string): string {
  const { data } = Problem.safeParse(parseOrNull(text))
  if (data === undefined) return `The service answers ${status}.`
  const fields = (data.errors ?? []).map(({ field, message }) => `${field}: ${message}`)
  return [`The service answers ${status}: ${data.detail}`, ...fields].join(' ')
}

function parseOrNull(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
