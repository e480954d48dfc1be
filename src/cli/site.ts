import { updateSite } from '../admin/sites.ts'
import type { Db } from '../db/client.ts'
import { SLUG, siteOrigin } from '../sites/names.ts'
import { insertSite, listSites } from '../sites/queries.ts'
import { type Command, CommandError, checkName, getSite, listOption, textOption } from './command.ts'

/** `site list`, `site create SLUG --name NAME --origin URL …`, `site change SLUG [--name NAME] [--origin URL …]` */
export async function runSite(db: Db, command: Command): Promise<void> {
  const [verb, slug] = command.words
  if (verb === 'list') {
    for (const site of await listSites(db)) command.out(lineOf(site))
    return
  }
  if (verb === 'change') return change(db, command, slug)
  if (slug === undefined) throw new CommandError('Name the site: postbag site create SLUG --origin URL')
  if (!SLUG.test(slug)) throw new CommandError('A slug has 1 to 63 lower-case letters, digits and hyphens.')
  const origins = originsIn(command)
  if (origins.length === 0) throw new CommandError('Name at least one --origin, such as https://news.example')
  const name = checkName(textOption(command, 'name') ?? slug)
  const site = await insertSite(db, { slug, name, origins, policy: {}, createdBy: 'command line' })
  command.out(`${site.slug}\t${site.id}`)
}

/** Origins that are given take the place of all before; what is not given stays. */
async function change(db: Db, command: Command, slug: string | undefined): Promise<void> {
  const name = textOption(command, 'name')
  const origins = originsIn(command)
  if (name === undefined && origins.length === 0)
    throw new CommandError('Say what changes: --name NAME, or every --origin URL of the site.')
  const site = await getSite(db, slug)
  const changed = {
    ...(name !== undefined && { name: checkName(name) }),
    ...(origins.length > 0 && { origins }),
  }
  command.out(lineOf((await updateSite(db, site.slug, changed)).site))
}

function originsIn(command: Command): string[] {
  return listOption(command, 'origin').map((given) => {
    const origin = siteOrigin(given)
    if (origin === null) throw new CommandError(`${given} is no origin: write it like https://news.example`)
    return origin
  })
}

function lineOf(site: { slug: string; name: string; origins: readonly string[] }): string {
  return `${site.slug}\t${site.name}\t${site.origins.join(' ')}`
}
