import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Config } from '../config.ts'
import { type Command, CommandError, textOption } from './command.ts'

/** A running service, and a token for it. */
export type RunningService = { readonly url: string; readonly token: string }

/**
 * The service that a command asks: the one on this machine unless `--url` names another, with `--token` or else the
 * admin token of the settings.
 */
export async function runningService(config: Config, command: Command): Promise<RunningService> {
  const kept = () => readFile(join(config.DATA_DIR, 'admin-token'), 'utf8').catch(() => undefined)
  const token = textOption(command, 'token') ?? config.ADMIN_TOKEN ?? (await kept())?.trim()
  if (token === undefined) throw new CommandError('Give an admin --token or ADMIN_TOKEN.')
  return { url: textOption(command, 'url') ?? `http://127.0.0.1:${config.PORT}`, token }
}

/** @throws {CommandError} where nobody answers. */
export async function ask(
  { url }: Pick<RunningService, 'url'>,
  path: string,
  init: RequestInit,
): Promise<Response> {
  try {
    return await fetch(`${url}${path}`, init)
  } catch (error) {
    throw new CommandError(`There is no service at ${url}: start it, or name another --url.`, {
      cause: error,
    })
  }
}
