import { createHash, randomUUIDv7 } from 'node:crypto'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { getRequestListener } from '@hono/node-server'
import { sql as expression } from 'drizzle-orm'
import { pgTable, text, timestamp, uuid } from 'drizzle-orm/pg-core'
import { drizzle } from 'drizzle-orm/postgres-js'
import { Hono } from 'hono'
import postgres from 'postgres'

/*
 * What a submission is compared with, each a server of its own: `insert` stores one row with one prepared
 * statement of the same driver, `drizzle` does what is usually written (a transaction of three statements: look
 * for the same text, insert, insert an audit row). Neither checks anything.
 */

const comments = pgTable('comments', {
  id: uuid().primaryKey(),
  article: text().notNull(),
  name: text().notNull(),
  text: text().notNull(),
  digest: text().notNull(),
  createdAt: timestamp('created_at').notNull().defaultNow(),
})
const audit = pgTable('audit', {
  id: uuid().primaryKey(),
  commentId: uuid('comment_id').notNull(),
  what: text().notNull(),
})

type Given = { readonly article: string; readonly name: string; readonly text: string }
type Store = (given: Given) => Promise<string>

const digestOf = ({ text: words }: Given) => createHash('sha256').update(words).digest('hex')

function byInsert(sql: postgres.Sql): Store {
  return async (given) => {
    const [row] = await sql<{ id: string }[]>`
      insert into comments (id, article, name, text, digest)
      values (${randomUUIDv7()}, ${given.article}, ${given.name}, ${given.text}, ${digestOf(given)}) returning id`
    return row?.id ?? ''
  }
}

function byDrizzle(sql: postgres.Sql): Store {
  const db = drizzle(sql)
  return (given) =>
    db.transaction(async (tx) => {
      const id = randomUUIDv7()
      const digest = digestOf(given)
      await tx
        .select({ id: comments.id })
        .from(comments)
        .where(expression`${comments.digest} = ${digest}`)
        .limit(1)
      await tx.insert(comments).values({ id, ...given, digest })
      await tx.insert(audit).values({ id: randomUUIDv7(), commentId: id, what: 'approved' })
      return id
    })
}

async function main(): Promise<void> {
  const [kind = '', url = ''] = process.argv.slice(2)
  const sql = postgres(url, { max: 8, onnotice: () => {} })
  await sql.unsafe(`
    create table comments (id uuid primary key, article text not null, name text not null, text text not null,
      digest text not null, created_at timestamptz not null default now());
    create index on comments (digest);
    create table audit (id uuid primary key, comment_id uuid not null, what text not null)`)
  const store = kind === 'drizzle' ? byDrizzle(sql) : byInsert(sql)
  const app = new Hono().post('/v1/sites/:site/articles/:article/comments', async (c) => {
    const { name, text: words } = (await c.req.json()) as Given
    if (!name || !words) return c.json({ error: 'missing' }, 422)
    return c.json({ id: await store({ article: c.req.param('article'), name, text: words }) }, 201)
  })
  const server = createServer(getRequestListener(app.fetch)).listen(0, '127.0.0.1', () => {
    process.stdout.write(
      `${JSON.stringify({ event: 'service.listening', port: (server.address() as AddressInfo).port })}\n`,
    )
  })
}

await main()
