import type { NoticeState } from '../db/states.ts'
import type { Speak } from '../widget/locale/speak.ts'

/**
 * What messages and their pages say in one language, in addition to the widget's own words. `{site}` is the site's
 * name; sentences that end in a colon are followed by a link or a quotation.
 */
export type MailWords = {
  /** A colon at the end of a line, and a full stop with the space to the next sentence, as the language sets them. */
  readonly marks: { readonly colon: string; readonly stop: string }
  readonly confirm: {
    /** For the message and for the page. */
    readonly title: string
    readonly ask: string
    readonly how: string
    readonly otherwise: string
    readonly button: string
    readonly done: string
  }
  /** What was decided; each is also a subject line. */
  readonly published: string
  readonly rejected: string
  readonly removed: string
  /** Before the rule that the comment broke. */
  readonly because: string
  readonly appeal: string
  /** To the sender of a notice of illegal content, one sentence each. */
  readonly notice: {
    /** For the message and for the page. */
    readonly title: string
    /** The beginning of a message to an address that a stranger may have typed. */
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
  /** For an address that said no before. */
  readonly allow: {
    /** For the page, its button and the link to it. */
    readonly title: string
    readonly ask: string
    readonly done: string
  }
  /** For a link that has expired, or was cut in two. */
  readonly over: string
}

/** The words of the language that is spoken. */
export async function mailWords({ lang }: Pick<Speak, 'lang'>): Promise<MailWords> {
  const { words }: { words: MailWords } = await import(`./words/${lang}.ts`)
  return words
}

/** The state of a notice, who or what decided it, and what can be done about that. */
export function noticeSentences(
  { notice: words }: MailWords,
  { state, isAutomated }: { readonly state: NoticeState; readonly isAutomated: boolean | null },
): string[] {
  if (isAutomated === null) return [words[state]]
  return [words[state], isAutomated ? words.byMachine : words.byPerson, words.redress]
}

export function named(sentence: string, site: string): string {
  return sentence.replaceAll('{site}', () => site)
}
