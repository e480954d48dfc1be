import { isAway } from './errors.ts'

/** An attempt may hang, so the next one does not wait for it. */
const LOOK_EVERY_MS = 200
/** A machine under heavy load needs a while for a new connection. */
const PATIENCE_MS = 1_000

type Looking = {
  /** Sends the database any statement on a connection of its own, within a limit. */
  readonly attempt: () => Promise<void>
  readonly onAway: (error: unknown) => void
  readonly onBack: () => void
}

/**
 * Finds out whether a database that seems to be away still answers. If it does not, statements are refused until it
 * does: each would wait for its own limit, several times in one request, or would be one more failed login.
 */
export function lookout({ attempt, onAway, onBack }: Looking) {
  let looking: { why?: unknown } | undefined
  let timer: NodeJS.Timeout | undefined
  let isStopped = false

  const away = (error: unknown) => {
    if (looking !== undefined) looking.why ??= error
    onAway(error)
  }
  const look = async (begunBy: unknown, sinceMs = 0): Promise<void> => {
    const ours = looking
    if (sinceMs >= PATIENCE_MS) away(begunBy)
    timer = setTimeout(() => void look(begunBy, sinceMs + LOOK_EVERY_MS), LOOK_EVERY_MS).unref()
    const error = await attempt().catch((reason: unknown) => reason)
    if (ours !== looking) return
    if (isAway(error)) return away(error)
    answered()
  }
  const answered = () => {
    if (looking === undefined) return
    end()
    onBack()
  }
  const end = () => {
    clearTimeout(timer)
    looking = undefined
  }
  return {
    begin(error: unknown): void {
      if (looking !== undefined || isStopped) return
      looking = {}
      void look(error)
    },
    /** The database answered a statement, so attempts that hang or were cut no longer mean anything. */
    answered,
    /** Why statements are refused at present; undefined while the database may answer. */
    lost: () => looking?.why,
    stop(): void {
      isStopped = true
      end()
    },
  }
}
