import { nameProblem } from '../comments/names.ts'
import type { Db } from '../db/client.ts'
import { findSite, type Site } from '../sites/queries.ts'

/** What a command is given: the words after its name, its options by name, and where to print. */
export type Command = {
  readonly words: readonly string[]
  readonly options: Readonly<Record<string, readonly string[] | undefined>>
  readonly out: (line: string) => void
}

/** An error whose message tells the person at the prompt what to do. */
export class CommandError extends Error {}

/** What to tell of a file that was to be read; an error that is not about it stays as it is. */
export function unread(file: string, error: unknown): unknown {
  const { syscall } = error as NodeJS.ErrnoException
  const isOfFile = syscall === 'open' || syscall === 'read' || syscall === 'access'
  return isOfFile ? new CommandError(`${file} cannot be read: check its name and your rights.`) : error
}

export function textOption({ options }: Command, name: string): string | undefined {
  return options[name]?.[0]
}

export function listOption({ options }: Command, name: string): readonly string[] {
  return options[name] ?? []
}

/** @throws {CommandError} when the option is no whole number from 1 to `max`. */
export function countOption(command: Command, name: string, byDefault: number, max = 999_999_999): number {
  const value = textOption(command, name)
  if (value === undefined) return byDefault
  if (/^[1-9]\d{0,8}$/.test(value) && Number(value) <= max) return Number(value)
  throw new CommandError(`--${name} takes a whole number from 1 to ${max}.`)
}

/** @throws {CommandError} for a value that is not among the choices. */
export function choiceOption<T extends string>(
  command: Command,
  name: string,
  { of, byDefault }: { readonly of: readonly T[]; readonly byDefault?: T | undefined },
): T {
  const given = textOption(command, name) ?? byDefault
  const chosen = of.find((one) => one === given)
  if (chosen === undefined) throw new CommandError(`--${name} takes ${of.join(' or ')}.`)
  return chosen
}

/** @throws {CommandError} when it cannot be the name of a site or of a moderator. */
export function checkName(name: string): string {
  const problem = nameProblem(name)
  if (problem !== null) throw new CommandError(problem)
  return name
}

/** The site that is named. @throws {CommandError} when there is none. */
export async function getSite(db: Db, slug: string | undefined): Promise<Site> {
  if (slug === undefined) throw new CommandError('Name a site first (postbag site list).')
  const site = await findSite(db, slug)
  if (site === undefined) throw new CommandError(`There is no site ${slug} (postbag site list).`)
  return site
}
