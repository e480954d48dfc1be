/** What a command is given: the words after its name, its options, and where to print. */
export type Command = {
  readonly words: readonly string[]
  readonly options: Readonly<Record<string, string | readonly string[] | undefined>>
  readonly out: (line: string) => void
}

/** Trouble whose message tells the person at the prompt what to do. */
export class CommandError extends Error {}

export function textOption({ options }: Command, name: string): string | undefined {
  const value = options[name]
  return typeof value === 'string' ? value : value?.[0]
}

export function listOption({ options }: Command, name: string): readonly string[] {
  const value = options[name]
  if (value === undefined) return []
  return typeof value === 'string' ? [value] : value
}

/** @throws {CommandError} when the option is no whole number of at least 1. */
export function countOption(command: Command, name: string, byDefault: number): number {
  const value = textOption(command, name)
  if (value === undefined) return byDefault
  if (!/^[1-9]\d{0,8}$/.test(value)) throw new CommandError(`--${name} takes a whole number from 1.`)
  return Number(value)
}
