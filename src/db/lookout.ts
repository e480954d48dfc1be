import { isAway } from './errors.ts'

/** Each attempt may hang, so the next does not wait for it. */
const LOOK_EVERY_MS = 200
/** A machine that is short of breath needs a while for a new connection. */
const PATIENCE_MS = 1_000

type Looking = {
  /** Asks the database anything on a connection of its own, within a limit. */
  readonly attempt: () => Promise<void>
  readonly onAway: (error: unknown) => void
  readonly onBack: () => void
}

/**
 * Looks whether a database that seems to be away answers. When it does not, statements are refused until it does: each
 * would wait for its own limit, several times in one request, or be one more login that fails.
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
    /** It answered a statement: an attempt that hangs or is cut says nothing any more. */
    answered,
    /** Why the database need not be asked; undefined while it may answer. */
    lost: () => looking?.why,
    stop(): void {
      isStopped = true
      end()
    },
  }
}
