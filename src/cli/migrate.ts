import type { Command } from './command.ts'

/** `migrate`: opening the database has brought the schema up to date; says so. */
export async function runMigrate({ out }: Command): Promise<void> {
  out('The schema is up to date.')
}
