import type { Config } from '../config.ts'
import { htmlForm, jsonLdForm } from '../plain/thread-forms.ts'
import type { Site } from '../sites/queries.ts'
import type { Loaded, ThreadPage } from './thread.ts'

/** What a thread can be written from. */
export type Written = {
  readonly loaded: Pick<Loaded, 'json'>
  readonly page: ThreadPage
  readonly site: Site
  readonly config: Config
}

/** One way to write a thread, chosen by `Accept`; the first in the list is used if there is no preference. */
export type ThreadForm = {
  readonly mediaType: string
  /** What distinguishes it from others with the same media type. */
  readonly variant?: string
  /** Whether nobody else may ask for it; then it must not push out a page that many read. */
  readonly isPassing?: boolean
  /** Includes the charset. */
  readonly contentType: string
  /** In addition to those of every thread; a form that is a page has its own content security policy. */
  readonly headers?: (site: Site) => Readonly<Record<string, string>>
  readonly write: (written: Written) => string | Buffer | Promise<string>
}

const json: ThreadForm = {
  mediaType: 'application/json',
  contentType: 'application/json; charset=utf-8',
  write: ({ loaded }) => loaded.json,
}

export const THREAD_FORMS: readonly ThreadForm[] = [json, htmlForm, jsonLdForm]
