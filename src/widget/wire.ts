/** The service's answers, as far as the widget reads them; the HTTP contract has the rest. */
export type Comment = {
  readonly id: string
  readonly parentId: string | null
  /** `badge`, `color` and `verified` come from the publisher's login. */
  readonly author: {
    readonly name: string
    readonly website?: string
    readonly badge?: string
    readonly color?: string
    readonly verified?: true
  }
  readonly text: string
  readonly html: string
  readonly createdAt: string
  readonly editedAt: string | null
  readonly likes: number
  readonly replyCount: number
  /** The newsroom chose it. */
  readonly picked?: true
  readonly replies: readonly Comment[]
  /** The cursor of the replies that follow, or null. */
  readonly moreReplies: string | null
}

export type Status = 'pending' | 'approved' | 'rejected' | 'withdrawn'
/** `picked`: only those the newsroom chose. */
export type Sort = 'newest' | 'oldest' | 'top' | 'picked'

export type ThreadPage = {
  readonly article: {
    readonly key: string
    readonly title: string | null
    readonly url: string | null
    readonly open: boolean
    readonly count: number
    /** Left out if the newsroom chose none. */
    readonly picks?: number
  }
  readonly comments: readonly Comment[]
  readonly next: string | null
}

type CaptchaSettings = { readonly provider: string; readonly siteKey?: string }

export type SiteInfo = {
  readonly site: string
  readonly name: string
  readonly locale: string
  readonly captcha: CaptchaSettings
  readonly limits: { readonly text: number; readonly name: number }
  readonly editWindowMinutes: number
  readonly nesting: number
  readonly honeypot: string
  readonly identity?: { readonly taken: boolean; readonly required: boolean }
  /** Whether authors can get e-mail. */
  readonly mail?: boolean
  readonly open: boolean
}

export type Replies = { readonly items: readonly Comment[]; readonly next: string | null }

/** One comment with its ancestors; for its author also what became of it. */
export type Permalink = {
  readonly comment: Comment
  readonly ancestors: readonly Comment[]
  readonly status: Status
  readonly article?: { readonly key: string; readonly title: string | null; readonly url: string | null }
  readonly statement?: Statement | null
  readonly editableUntil?: string | null
  readonly appeal?: Appeal
  readonly mail?: MailState
}

/** Whether messages about a comment are sent: no, not before the address is confirmed, or yes. */
export type MailState = 'off' | 'confirming' | 'on'

export type Appeal = {
  readonly isPossible: boolean
  readonly outcome: 'pending' | 'granted' | 'refused' | null
}

export type Statement = {
  readonly reason: string
  readonly facts: string
  readonly ground: { readonly clause: string }
  readonly automatedDecision: boolean
  readonly content: { readonly locale: string }
  readonly redress: { readonly text: string }
}

export type Submitted = {
  readonly comment: Comment
  readonly status: 'approved' | 'pending'
  readonly receipt: string
}

export type FieldError = { readonly field: string; readonly code: string; readonly message: string }
