import { brotliCompressSync } from 'node:zlib'
import type { Queryable } from '../../src/db/client.ts'
import { tokenHash } from '../../src/hash.ts'

/** The moderator's token that the first version made. */
export const FIRST_TOKEN = 'pb_a-moderators-token-of-the-first-version'

/** The receipt of the answer in round 1, as the first version made it under the secret of the tests, valid until 2401. */
export const FIRST_RECEIPT = '3dhq.BhsmANf3K5Nmh2G-qIks9Q'

/** Of a model whose features nobody makes any more. */
const header = Buffer.from(JSON.stringify({ format: 1, featureSet: 1 }))
const AT = new Date('2026-05-04T08:00:00Z')
const hash = (letter: string) => Buffer.from(letter.repeat(16))

/** The ids of what is written in one round. */
export function idsOf(round: number) {
  const id = (n: number) => `019e0000-000${round}-7000-8000-${String(n).padStart(12, '0')}`
  return {
    site: id(1),
    article: id(2),
    approved: id(11),
    answer: id(12),
    held: id(13),
    rejected: id(14),
    decision: id(21),
    moderator: id(31),
    other: (n: number) => id(100 + n),
  }
}

/**
 * What the first version of the schema had in its tables, written with the columns it knew: a site with an article,
 * an approved comment with an answer, one that is held and reported, one that a moderator rejected, and what goes with
 * them. Each round writes a site of its own.
 */
export async function writeAsFirstVersion(db: Queryable, round: number): Promise<void> {
  const { site, article, approved, answer, held, rejected, decision, moderator, other } = idsOf(round)
  const insert = (table: string, rows: Record<string, unknown>) =>
    db.query((sql) => sql`insert into ${sql(table)} ${sql(rows as Record<string, never>)}`)
  const inSite = (table: string, rows: Record<string, unknown>) => insert(table, { site_id: site, ...rows })
  const person = { moderator_id: moderator, moderator_name: 'Mo' }

  await insert('sites', {
    id: site,
    slug: `first-${round}`,
    name: 'The First',
    origins: ['https://first.example'],
    policy_version: 1,
    model_version: 1,
    model_pinned: true,
  })
  await inSite('policies', {
    version: 1,
    policy: { mode: 'auto', links: { holdAt: 3, rejectAt: 10 } },
    created_by: 'Ada',
  })
  await insert('tokens', {
    id: moderator,
    hash: tokenHash(`${FIRST_TOKEN}-${round}`),
    name: 'Mo',
    role: 'moderator',
  })
  await inSite('models', {
    version: 1,
    feature_set: 1,
    lessons: 80,
    through: AT,
    is_accepted: true,
    state: brotliCompressSync(Buffer.concat([Buffer.from([header.length, 0, 0, 0]), header])),
  })
  await inSite('articles', {
    id: article,
    key: 'harbour',
    title: 'The harbour',
    url: 'https://first.example/harbour',
    comment_count: 2,
    version: 2,
    last_comment_at: AT,
  })
  const comment = async (id: string, status: string, columns: Record<string, unknown> = {}) => {
    await inSite('comments', {
      id,
      article_id: article,
      depth: 1,
      status,
      visible: status === 'approved',
      name: 'Ada',
      text: `Written when all was new, and ${status}.`,
      html: `<p>Written when all was new, and ${status}.</p>`,
      author_hash: hash('a'),
      network_hash: hash('n'),
      risk: 0.4,
      created_at: AT,
      ...columns,
    })
    await inSite('verdicts', {
      comment_id: id,
      revision: 1,
      id: id.replace('-7000-', '-7001-'),
      action: status === 'approved' ? 'approve' : 'hold',
      because: status === 'approved' ? [] : ['links'],
      signals: [{ check: 'links', outcome: 'suspect', detail: '3 links', ms: 0.2 }],
      policy_version: 1,
      created_at: AT,
    })
  }
  await comment(approved, 'approved', { reply_count: 1, likes: 1 })
  await comment(answer, 'approved', { parent_id: approved, shown_under_id: approved, depth: 2 })
  await comment(held, 'pending', { report_count: 1, report_weight: 1 })
  await comment(rejected, 'rejected', { reason: 'abuse', version: 2, decided_at: AT })
  await inSite('decisions', {
    id: decision,
    comment_id: rejected,
    action: 'reject',
    reason: 'abuse',
    ...person,
    from_status: 'pending',
    to_status: 'rejected',
    version: 2,
    revision: 1,
    created_at: AT,
  })
  await inSite('appeals', {
    id: other(1),
    comment_id: rejected,
    rejected_version: 2,
    against_id: decision,
    created_at: AT,
  })
  await inSite('revisions', { comment_id: approved, revision: 1, text: 'Before.', replaced_at: AT })
  await inSite('likes', { comment_id: approved, reader_hash: hash('l') })
  await inSite('reports', {
    id: other(2),
    comment_id: held,
    reason: 'spam',
    reporter_hash: hash('r'),
    created_at: AT,
  })
  await inSite('bans', {
    id: other(3),
    kind: 'name',
    match: 'name:eve',
    label: 'Eve',
    created_by: 'Mo',
    created_at: AT,
  })
  await inSite('claims', { comment_id: held, ...person, expires_at: AT })
  await inSite('webhooks', {
    id: other(4),
    url: 'https://first.example/hook',
    sealed_secret: 's1.none',
    disabled_at: AT,
    disabled_because: 'admin',
    created_by: 'Ada',
  })
  const event = { type: 'comment.approved', article_id: article, comment_id: approved, version: 1, data: {} }
  await inSite('outbox', { id: other(5), ...event, created_at: AT, relayed_at: AT })
  await inSite('deliveries', { webhook_id: other(4), event_id: other(5), ...event, occurred_at: AT })
  await inSite('repeat_keys', {
    key_hash: hash('k'),
    body_digest: hash('d'),
    comment_id: approved,
    status: 'approved',
    created_at: AT,
  })
  await inSite('sightings', { band: 7, comment_id: approved, created_at: AT })
  await inSite('spent_tokens', { token_hash: hash('t'), expires_at: AT })
  await inSite('rates', { bucket: hash('b'), minute: 29_000_000, count: 3 })
  await inSite('queue_samples', { at: AT, depth: 1, reported: 1, oldest_seconds: 60 })
  await insert('saved_views', {
    id: other(6),
    owner_id: moderator,
    owner_name: 'Mo',
    name: 'Mine',
    query: { site: `first-${round}` },
    shared: true,
    created_at: AT,
  })
}
