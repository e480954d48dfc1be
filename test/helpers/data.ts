import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

/** The folder of labelled comments and hostile inputs, where there is one; tests that need it skip visibly. */
export function dataDir(): string | undefined {
  const folder =
    process.env['POSTBAG_DATA'] ?? fileURLToPath(new URL('../../../shared/data', import.meta.url))
  return existsSync(folder) ? folder : undefined
}

/** The rows of a JSON Lines file of that folder; none where the folder is absent. */
export function rowsOf<T>(file: string): T[] {
  const folder = dataDir()
  if (folder === undefined) return []
  return readFileSync(`${folder}/${file}`, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as T)
}

export function hostileRows<T>(name: string): T[] {
  return rowsOf<T>(`hostile/${name}.jsonl`)
}
