import type { NoticeState } from '../db/states.ts'
import type { Speak } from '../widget/locale/speak.ts'

/**
 * What messages and their pages say in one language, beside the widget's own words. `{site}` is the name of the site;
 * sentences that end in a colon have a link or a quotation below them.
 */
export type MailWords = {
  readonly confirm: {
    /** Of the message and of the page. */
    readonly title: string
    readonly ask: string
    readonly how: string
    readonly otherwise: string
    readonly button: string
    readonly done: string
  }
  /** What was decided; each is a subject as well. */
  readonly published: string
  readonly rejected: string
  readonly removed: string
  /** Before the site's rule that it broke. */
  readonly because: string
  readonly appeal: string
  /** Of illegal content: what its sender is told, a sentence each. */
  readonly notice: {
    /** Of the message and of the page. */
    readonly title: string
    /** How a message to an address begins that a stranger may have typed. */
    readonly given: string
    readonly open: string
    readonly upheld: string
    readonly dismissed: string
    readonly gone: string
    readonly byPerson: string
    readonly byMachine: string
    readonly redress: string
    readonly page: string
  }
  readonly stop: {
    readonly title: string
    readonly how: string
    readonly ask: string
    readonly button: string
    readonly done: string
  }
  /** A link that was for a while only, or was cut in two. */
  readonly over: string
}

/** The words of the language that is spoken. */
export async function mailWords({ lang }: Pick<Speak, 'lang'>): Promise<MailWords> {
  const { words }: { words: MailWords } = await import(`./words/${lang}.ts`)
  return words
}

/** How a notice stands, who or what decided it, and what can be done about that. */
export function noticeSaid(
  { notice: words }: MailWords,
  { state, isAutomated }: { readonly state: NoticeState; readonly isAutomated: boolean | null },
): string[] {
  if (isAutomated === null) return [words[state]]
  return [words[state], isAutomated ? words.byMachine : words.byPerson, words.redress]
}

export function named(sentence: string, site: string): string {
  return sentence.replaceAll('{site}', () => site)
}
