import { isoText } from '../../comments/public-json.ts'
import type { Sql } from '../../db/client.ts'
import type { Moderator } from '../../http/auth.ts'

/** A moderator who is unsure leaves a comment to colleagues, until somebody decides or its author changes it. */
export type SecondOpinion = {
  readonly moderatorId: string
  readonly moderator: string
  /** What they would like to know. */
  readonly note: string | null
  readonly createdAt: string
}

/** Who asks for a second opinion on comment `c`: one row with a `list`. */
export function opinionsOn(sql: Sql) {
  return sql`
    select coalesce(jsonb_agg(${opinionJson(sql)} order by o.created_at, o.moderator_id), '[]') as list
    from second_opinions o where ${inForce(sql)}`
}

/** A row `o` as moderators see it. */
export const opinionJson = (sql: Sql) => sql`jsonb_build_object('moderatorId', o.moderator_id,
  'moderator', o.moderator_name, 'note', o.note, 'createdAt', ${isoText(sql, 'o.created_at')})`

/** Whether anybody asks for a second opinion on comment `c`. */
export const isAsked = (sql: Sql) => sql`exists (select from second_opinions o where ${inForce(sql)})`

/** Excludes what this moderator left to colleagues. */
export function notAskedBy(sql: Sql, { id }: Pick<Moderator, 'id'>) {
  return sql`and not exists (select from second_opinions o where ${inForce(sql)} and o.moderator_id = ${id})`
}

/** Whether question `o` is about comment `c` in its present version. */
const inForce = (sql: Sql) => sql`o.site_id = c.site_id and o.comment_id = c.id and o.version = c.version`
