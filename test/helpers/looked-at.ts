import { aNewsroom, type Newsroom } from './widget.ts'

/** One whose articles have, once read, a bit of all that a thread can show: links, deep replies, another script. */
export async function aFullNewsroom(): Promise<Newsroom> {
  const newsroom = await aNewsroom({ sitePolicy: { mode: 'pre' } })
  const post = async (fields: Record<string, unknown>) => {
    const { comment } = await newsroom.post(fields)
    await newsroom.decide(comment.id, 'approve')
    return comment.id
  }
  let parentId = await post({
    name: 'Ada Lovelace',
    website: 'https://ada.example',
    text: 'See https://example.org.',
  })
  for (const name of ['Bo', 'Cy', 'Di', 'Ed']) parentId = await post({ name, parentId })
  await post({ name: 'مريم', text: '> One line\n\nالجسر يجب أن يبقى مفتوحًا.' })
  return newsroom
}

/** The page around is none of the widget's. */
export function ours(violations: readonly string[]): string[] {
  return violations.filter((violation) => violation.includes('postbag-comments'))
}
