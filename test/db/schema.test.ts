import { afterAll, describe, expect, it } from 'vitest'
import { freshDatabase } from '../helpers/database.ts'

const database = await freshDatabase()
afterAll(() => database.close())

type Found = { readonly of: string; readonly name: string; readonly columns: readonly string[] }

/** Tables of ours that carry a site. */
const ofSites = `select a.attrelid from pg_attribute a join pg_class t on t.oid = a.attrelid
  where a.attname = 'site_id' and not a.attisdropped and t.relkind in ('r', 'p') and t.relnamespace = 'public'::regnamespace`

const startsElsewhere = ({ columns }: Found) => columns[0] !== 'site_id'

describe('a table that belongs to a site', () => {
  it('has the site first in its primary key and in whatever else is unique', async () => {
    const found = await database.db.query(
      (sql) => sql<Found[]>`
      select i.indrelid::regclass::text as of, i.indexrelid::regclass::text as name,
        array(select pg_get_indexdef(i.indexrelid, n, true) from generate_series(1, i.indnkeyatts) n order by n) as columns
      from pg_index i where i.indisunique and i.indrelid in (${sql.unsafe(ofSites)})`,
    )
    expect(found.length).toBeGreaterThan(20)
    expect(found.filter(startsElsewhere)).toEqual([])
  })

  it('has a primary key', async () => {
    const without = await database.db.query(
      (sql) => sql`
      select t.oid::regclass::text as of from pg_class t where t.oid in (${sql.unsafe(ofSites)})
        and not exists (select from pg_index i where i.indrelid = t.oid and i.indisprimary)`,
    )
    expect(without).toEqual([])
  })

  it('has the site first in each foreign key, on the other side too', async () => {
    const found = await database.db.query(
      (sql) => sql<(Found & { referenced: string; referencedColumns: readonly string[] })[]>`
      select c.conrelid::regclass::text as of, c.conname as name, c.confrelid::regclass::text as referenced,
        array(select a.attname::text from unnest(c.conkey) with ordinality k(attnum, n)
          join pg_attribute a on a.attrelid = c.conrelid and a.attnum = k.attnum order by n) as columns,
        array(select a.attname::text from unnest(c.confkey) with ordinality k(attnum, n)
          join pg_attribute a on a.attrelid = c.confrelid and a.attnum = k.attnum order by n) as referenced_columns
      from pg_constraint c where c.contype = 'f' and c.conrelid in (${sql.unsafe(ofSites)})`,
    )
    expect(found.length).toBeGreaterThan(15)
    expect(found.filter(startsElsewhere)).toEqual([])
    const astray = found.filter(
      ({ referenced, referencedColumns: [first] }) => first !== (referenced === 'sites' ? 'id' : 'site_id'),
    )
    expect(astray).toEqual([])
  })
})

it('no table counts its ids with a sequence', async () => {
  const sequences = await database.db.query(
    (sql) =>
      sql`select oid::regclass::text from pg_class where relkind = 'S' and relnamespace = 'public'::regnamespace`,
  )
  expect(sequences).toEqual([])
})

it('without a site are only the tables of the whole service and of the people at its desk', async () => {
  const global = await database.db.query(
    (sql) => sql<{ name: string }[]>`
    select t.relname::text as name from pg_class t
    where t.relkind in ('r', 'p') and t.relnamespace = 'public'::regnamespace and t.oid not in (${sql.unsafe(ofSites)})
    order by 1`,
  )
  expect(global.map(({ name }) => name)).toEqual(['bulk_jobs', 'saved_views', 'secrets', 'sites', 'tokens'])
})
