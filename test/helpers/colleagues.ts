import type { Page } from 'playwright-core'
import type { Service } from './service.ts'

/* What tests of notes and second opinions have in common: comments that wait, and where the desk shows them. */

export const item = (page: Page) => page.locator('article.item')
export const said = (page: Page) => item(page).getByRole('region', { name: 'From colleagues' })
export const rows = (page: Page) => page.getByRole('list', { name: 'Waiting comments, in order' })

/** Comments that wait, first come first, each by somebody else unless `name` says who. */
export async function submitWaiting(service: Service, count: number, name?: string): Promise<string[]> {
  const ids: string[] = []
  for (let n = 0; n < count; n += 1) {
    const { body } = await service.submit({
      name: name ?? `Reader ${'abc'[n]}`,
      text: `What I say is ${'yes'.repeat(n + 1)}.`,
    })
    ids.push(body.comment.id)
  }
  await service.deps.db.query((sql) => sql`update comments set risk = 0.5`)
  return ids
}
