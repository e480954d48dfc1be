import { html } from 'hono/html'
import { getOwnComment } from '../author/own.ts'
import type { Deps } from '../deps.ts'
import { AppError } from '../errors.ts'
import type { Html } from '../plain/page.ts'
import { appeal } from '../review/appeals.ts'
import type { Site } from '../sites/queries.ts'
import type { Speak } from '../widget/locale/speak.ts'
import type { LinkPurpose } from './key.ts'
import { allowMail, refuseMail } from './refusals.ts'
import { confirmSubscription, endAddress } from './subscriptions.ts'
import { type MailWords, named } from './words.ts'

type Language = { readonly speak: Speak; readonly words: MailWords }
type Pressed = { readonly site: Site; readonly id: string; form(): Promise<URLSearchParams> }

/** What to say afterwards, and what else may be done with the same subscription. */
type Done = { readonly message: string; readonly next?: LinkPurpose }

/** What one kind of link is for: a page that asks, and what its button does. */
type LinkAction = {
  title(language: Language): string
  question(language: Language, site: Site): Html
  button(language: Language): string
  /** @returns undefined when what the link was about no longer exists. */
  run(deps: Deps, language: Language, pressed: Pressed): Promise<Done | undefined>
}

const MAX_NOTE = 1_000

export const LINK_ACTIONS: Readonly<Record<LinkPurpose, LinkAction>> = {
  confirm: {
    title: ({ words }) => words.confirm.title,
    question: ({ words }, { name }) => html`<p>${named(words.confirm.ask, name)}</p>`,
    button: ({ words }) => words.confirm.button,
    async run({ db, log }, { words }, { site, id }) {
      const commentId = await confirmSubscription(db, { siteId: site.id, id })
      if (commentId === undefined) return undefined
      log.info({ site: site.slug, commentId }, 'mail.confirmed')
      return { message: words.confirm.done }
    },
  },
  stop: {
    title: ({ words }) => words.stop.title,
    question: ({ words }, { name }) => html`<p>${named(words.stop.ask, name)}</p>`,
    button: ({ words }) => words.stop.button,
    async run({ db, log }, { words }, { site, id }) {
      const { ended, isRefused } = await db.transaction(async (tx) => ({
        ended: await endAddress(tx, { siteId: site.id, id }),
        isRefused: await refuseMail(tx, { siteId: site.id, id }),
      }))
      log.info({ site: site.slug, ended, isRefused }, 'mail.ended')
      return { message: words.stop.done, ...(isRefused && { next: 'allow' }) }
    },
  },
  allow: {
    title: ({ words }) => words.allow.title,
    question: ({ words }, { name }) => html`<p>${named(words.allow.ask, name)}</p>`,
    button: ({ words }) => words.allow.title,
    async run({ db, log }, { words }, { site, id }) {
      if (!(await allowMail(db, { siteId: site.id, id }))) return undefined
      log.info({ site: site.slug }, 'mail.allowed')
      return { message: words.allow.done }
    },
  },
  appeal: {
    title: ({ speak }) => speak.text('appeal'),
    question: ({
      speak,
    }) => html`<p class="postbag-field"><label for="postbag-note">${speak.text('appealNote')}</label>
<textarea id="postbag-note" name="note" rows="6" maxlength="${MAX_NOTE}" dir="auto"></textarea></p>`,
    button: ({ speak }) => speak.text('appeal'),
    async run(deps, { speak }, { site, id, form }) {
      const note = ((await form()).get('note') ?? '')
        .replaceAll('\0', '')
        .slice(0, MAX_NOTE)
        .toWellFormed()
        .trim()
      try {
        await appeal(deps, site, { commentId: id, note: note === '' ? null : note })
      } catch (error) {
        if (!(error instanceof AppError && error.code === 'conflict')) throw error
        // Pressed twice, or the author has appealed in another way: either way, what was asked for is done.
        const own = await getOwnComment(deps, site, id)
        if (own.appeal.outcome !== 'pending') return undefined
      }
      return { message: speak.text('appealed') }
    },
  },
}
