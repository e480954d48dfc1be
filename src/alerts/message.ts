/** What waits for moderators on a site. */
export type Waiting = {
  readonly count: number
  /** Of these, what readers reported. */
  readonly reported: number
  /** Since when the first of them waits; null when nothing does. */
  readonly since: Date | null
}

type Desk = { readonly site: string; readonly name: string; readonly publicUrl: string | undefined }

/**
 * The body of one message to a chat, in the form that Slack's incoming webhooks take, and others after them. It holds
 * numbers only: what readers wrote stays here.
 */
export function chatMessage(desk: Desk, waiting: Waiting, now: Date): string {
  return message(desk, describe(waiting, now), link(desk, '', 'Open the desk'))
}

/** The message about an escalated comment: a link to it, and nothing of what it says. */
export function escalationMessage(desk: Desk, commentId: string): string {
  const words = 'a moderator escalated a comment: life or safety may be in danger.'
  return message(desk, words, link(desk, `/comment/${commentId}`, 'Open its record'))
}

function message({ name }: Desk, words: string, link: string): string {
  const text = [`*${plain(name)}*: ${words}`, link].filter((part) => part !== '')
  return JSON.stringify({ text: text.join(' '), unfurl_links: false, unfurl_media: false })
}

function describe({ count, reported, since }: Waiting, now: Date): string {
  if (since === null) return 'no comment waits for a moderator.'
  const age = duration(now.getTime() - since.getTime())
  if (count === 1)
    return `1 comment waits for a moderator, for ${age}.${reported === 1 ? ' Readers reported it.' : ''}`
  const reports = reported === 0 ? '' : ` Readers reported ${reported} of them.`
  return `${count} comments wait for a moderator, the oldest for ${age}.${reports}`
}

function duration(ms: number): string {
  const minutes = Math.max(1, Math.round(ms / 60_000))
  if (minutes < 120) return minutes === 1 ? '1 minute' : `${minutes} minutes`
  const hours = Math.round(minutes / 60)
  return hours < 48 ? `${hours} hours` : `${Math.round(hours / 24)} days`
}

function link({ site, publicUrl }: Desk, path: string, words: string): string {
  if (publicUrl === undefined) return ''
  return `<${publicUrl}/console${path}?site=${encodeURIComponent(site)}|${words}>`
}

/** Replaces Slack's three special characters by entities, so that the text can make neither a mention nor a link. */
function plain(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}
