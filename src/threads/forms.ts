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

/** One way to write a thread, chosen by `Accept`; the first of the list is what no preference gets. */
export type ThreadForm = {
  readonly mediaType: string
  /** What tells it from others of its media type. */
  readonly variant?: string
  /** Nobody else may ask for it, so it pushes out no page that many read. */
  readonly isPassing?: boolean
  /** With its charset. */
  readonly contentType: string
  /** Beyond those of every thread; a form that is a page brings its own content security policy. */
  readonly headers?: (site: Site) => Readonly<Record<string, string>>
  readonly write: (written: Written) => string | Buffer | Promise<string>
}

const json: ThreadForm = {
  mediaType: 'application/json',
  contentType: 'application/json; charset=utf-8',
  write: ({ loaded }) => loaded.json,
}

export const THREAD_FORMS: readonly ThreadForm[] = [json, htmlForm, jsonLdForm]
