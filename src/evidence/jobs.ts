import { z } from 'zod'
import type { Deps } from '../deps.ts'

const BATCH = 500

/** Deletes copies past their date, every ten minutes. */
export function defineEvidence(deps: Pick<Deps, 'db' | 'jobs' | 'log'>): void {
  deps.jobs.define({
    name: 'evidence',
    data: z.object({}),
    schedule: '*/10 * * * *',
    queue: 'one-waiting',
    async run(_, { signal }) {
      while (!signal.aborted && (await emptyExpired(deps)) === BATCH);
    },
  })
}

/** Empties expired rows. What stays records that there was a copy, who read it and who was told; nothing personal. */
export async function emptyExpired({ db, log }: Pick<Deps, 'db' | 'log'>): Promise<number> {
  const ended = await db.query(
    (sql) => sql<{ site: string; evidenceId: string }[]>`
    update evidence e set sealed_copy = null, note = null, ended_at = now()
    from (select site_id, id from evidence where ended_at is null and keep_until <= now() order by keep_until
      limit ${BATCH} for update skip locked) o
    join sites s on s.id = o.site_id
    where e.site_id = o.site_id and e.id = o.id
    returning s.slug as site, e.id as evidence_id`,
  )
  for (const one of ended) log.info(one, 'evidence.ended')
  return ended.length
}
