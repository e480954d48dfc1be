import type { Sql } from '../db/client.ts'

/**
 * The public comment of the row `s` of `comments` as JSON text, byte for byte what `publicComment` is written as, up
 * to `replies`: the part that is the same wherever the comment is shown. The database writes it because it has the
 * text at hand, and the service passes on bytes instead of reading rows and writing them again.
 */
export const publicJson = (
  sql: Sql,
) => sql`'{"id":"' || s.id || '","parentId":' || coalesce('"' || s.parent_id || '"', 'null')
  || ',"author":{"name":' || to_json(s.name) || coalesce(',"website":' || to_json(s.website), '')
  || coalesce(',"badge":' || to_json(s.badge), '') || coalesce(',"color":' || to_json(s.color), '')
  || case when s.verified then ',"verified":true' else '' end
  || '},"text":' || to_json(s.text) || ',"html":' || to_json(s.html)
  || ',"createdAt":"' || s.created_text || '","editedAt":' || coalesce('"' || ${isoText(sql, 's.edited_at')} || '"', 'null')
  || ',"likes":' || s.likes || ',"replyCount":' || s.reply_count
  || case when s.pick_id is not null then ',"picked":true' else '' end`

/** A time as JSON has it, which also sorts as the time does. */
export const isoText = (sql: Sql, column: string) =>
  sql`to_char(${sql(column)} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`
