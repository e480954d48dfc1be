import type { Queryable } from '../db/client.ts'
import type { Aside } from '../submissions/aside.ts'
import { insertFurtherVerdict, type StoredVerdict } from '../submissions/stored-verdict.ts'

type StoredEdit = {
  readonly siteId: string
  readonly commentId: string
  /** The revision of the text that is replaced. */
  readonly revision: number
  readonly formerText: string
  readonly text: string
  readonly html: string
  readonly verdict: StoredVerdict
  readonly bands: readonly bigint[]
  readonly aside: Aside | null
  /** The comment's, from now on. */
  readonly version: number
}

/** Stores the new text with its verdict, and the former text among the revisions; the caller has locked the row. */
export async function storeEdit(tx: Queryable, edit: StoredEdit): Promise<void> {
  const { siteId, commentId, revision, verdict, aside } = edit
  await tx.query(
    (sql) => sql`
    with kept as (
      insert into revisions (site_id, comment_id, revision, text, replaced_at)
      values (${siteId}, ${commentId}, ${revision}, ${edit.formerText}, now())
    ), judged as (${insertFurtherVerdict(sql, edit, verdict)}
    ), seen as (
      insert into sightings (site_id, band, comment_id, created_at)
      select ${siteId}, b, ${commentId}, now() from unnest(${edit.bands.map(String)}::bigint[]) as b
      on conflict do nothing
    ), waiting as (
      insert into waiting_checks (site_id, comment_id, version, sealed_sender, akismet_said, due_at, created_at)
      select ${siteId}, ${commentId}, ${edit.version}, w."sealedSender", w."akismetSaid",
        now() + make_interval(secs => w."afterSeconds"), now()
      from jsonb_to_record(${sql.json(aside)}) as w("sealedSender" text, "akismetSaid" text, "afterSeconds" int)
      where ${aside !== null}
      on conflict (site_id, comment_id) do update set version = excluded.version,
        sealed_sender = excluded.sealed_sender, akismet_said = excluded.akismet_said, akismet_told = null,
        due_at = excluded.due_at, created_at = excluded.created_at
    ), of_the_former_text as (
      delete from waiting_checks where ${aside === null} and site_id = ${siteId} and comment_id = ${commentId}
    )
    update comments set text = ${edit.text}, html = ${edit.html}, edited_at = now(), risk = ${verdict.risk},
      spam_risk = ${verdict.kinds?.spam ?? null}, abuse_risk = ${verdict.kinds?.abuse ?? null}, audit = ${verdict.audit},
      pick_id = null
    where site_id = ${siteId} and id = ${commentId}`,
  )
}
