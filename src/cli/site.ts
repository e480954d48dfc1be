import type { Db } from '../db/client.ts'
import { SLUG, siteOrigin } from '../sites/names.ts'
import { insertSite, listSites } from '../sites/queries.ts'
import { type Command, CommandError, checkName, listOption, textOption } from './command.ts'

/** `site list`, `site create SLUG --name NAME --origin URL …` */
export async function runSite(db: Db, command: Command): Promise<void> {
  const [verb, slug] = command.words
  if (verb === 'list') {
    for (const site of await listSites(db))
      command.out(`${site.slug}\t${site.name}\t${site.origins.join(' ')}`)
    return
  }
  if (slug === undefined) throw new CommandError('Name the site: postbag site create SLUG --origin URL')
  if (!SLUG.test(slug)) throw new CommandError('A slug has 1 to 63 lower-case letters, digits and hyphens.')
  const origins = listOption(command, 'origin').map((given) => {
    const origin = siteOrigin(given)
    if (origin === null) throw new CommandError(`${given} is no origin: write it like https://news.example`)
    return origin
  })
  if (origins.length === 0) throw new CommandError('Name at least one --origin, such as https://news.example')
  const name = checkName(textOption(command, 'name') ?? slug)
  const site = await insertSite(db, { slug, name, origins, policy: {}, createdBy: 'command line' })
  command.out(`${site.slug}\t${site.id}`)
}
