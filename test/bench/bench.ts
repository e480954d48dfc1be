import { readdir } from 'node:fs/promises'
import { type Row, table } from './row.ts'

/* `npm run bench` runs every *.bench.ts of this folder, `npm run bench -- NAME …` those named. */

async function main(): Promise<void> {
  const wanted = process.argv.slice(2)
  const files = (await readdir(import.meta.dirname)).filter((file) => file.endsWith('.bench.ts')).toSorted()
  const names = files.map((file) => file.slice(0, -'.bench.ts'.length))
  const unknown = wanted.filter((name) => !names.includes(name))
  if (unknown.length > 0)
    throw new Error(`No bench named ${unknown.join(', ')}; there are ${names.join(', ')}`)
  const rows: Row[] = []
  for (const name of wanted.length > 0 ? wanted : names) {
    const { bench } = (await import(`./${name}.bench.ts`)) as { bench: () => Promise<readonly Row[]> }
    process.stderr.write(`${name} …\n`)
    rows.push(...(await bench()))
  }
  process.stdout.write(`${table(rows)}\n`)
}

await main()
