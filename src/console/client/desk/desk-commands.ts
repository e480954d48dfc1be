import { selectMatching, toggle } from '../bulk/selection.ts'
import { suggestedReason } from '../item/suggested-reason.ts'
import { go, hrefOf } from '../router.ts'
import type { Item, ReasonCode } from '../types.ts'
import { openMenu } from '../ui/menus.ts'
import { type Handlers, useCommands } from '../ui/use-commands.ts'
import { isMeantForFormer } from './by-itself.ts'
import { skip, step } from './desk.ts'
import { redo, undo } from './undo.ts'

/** The dialog that is open about the comment on the desk. */
export type OpenDialog = 'reasons' | 'ban' | 'escalation' | 'article' | null

/** What can be done with the comment on the desk, by key and by button. */
export type Acts = {
  take(action: 'approve' | 'reject', reason: ReasonCode | null): void
  open(what: OpenDialog): void
  show(id: string): void
  onPick(): void
  onAnswer(): void
  onNote(): void
  onAsk(): void
}

type Circumstances = { readonly decidable: Item | undefined; readonly areManySelected: boolean }

/** What keys do with the comment on the desk; while several are selected, decisions are about those. */
export function useDeskCommands(
  item: Item | undefined,
  acts: Acts,
  { decidable, areManySelected }: Circumstances,
): void {
  const { take, open } = acts
  const suggested = decidable && suggestedReason(decidable)
  useCommands({
    ...inTime({
      ...(!areManySelected && {
        approve: () => take('approve', null),
        pick: acts.onPick,
        reject: () => decidable && open('reasons'),
        rejectSuggested: () => (suggested ? take('reject', suggested) : decidable && open('reasons')),
      }),
      skip: () => item && skip(item),
      next: () => step(1),
      previous: () => step(-1),
      answer: acts.onAnswer,
      note: acts.onNote,
      secondOpinion: acts.onAsk,
      thread: () => item && go(hrefOf('thread', item.article.key, { site: item.comment.site })),
      author: () => item && go(hrefOf('author', item.comment.id, { site: item.comment.site })),
      record: () => item && go(hrefOf('comment', item.comment.id, { site: item.comment.site })),
      ban: () => item && open('ban'),
      escalate: () => item && open('escalation'),
      article: () => item && open('article'),
      show: () => item && acts.show(item.comment.id),
      select: () => item && toggle(item),
      selectMenu: () => item && openMenu('select-menu'),
      similar: () => item && void selectMatching({ site: item.comment.site, similar: item.comment.id }),
      sameAuthor: () => item && void selectMatching({ site: item.comment.site, author: item.comment.id }),
    }),
    undo: () => void undo(),
    redo: () => void redo(),
    search: () => document.querySelector<HTMLInputElement>('#desk-search')?.focus(),
  })
}

/** What is about the comment on the desk, except for keys that were meant for the one before it. */
function inTime(handlers: Handlers): Handlers {
  return Object.fromEntries(
    Object.entries(handlers).map(([name, run]) => [name, () => isMeantForFormer() || run()]),
  )
}
