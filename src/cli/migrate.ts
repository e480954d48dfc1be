import type { Command } from './command.ts'

/** `migrate`: opening the database has already brought the schema up to date; this only says so. */
export async function runMigrate({ out }: Command): Promise<void> {
  out('The schema is up to date.')
}
