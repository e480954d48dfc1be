import { judgeAgain } from './again.ts'
import { takeDue } from './again-queries.ts'
import type { Intake } from './intake.ts'

const LOOK_EVERY_MS = 5_000
/** So many without an answer end a look: while a provider is down it is asked about a few, and then about all. */
const UNANSWERED_PER_LOOK = 3

/** In each process that runs jobs, every few seconds: asks again about held comments that a check had no answer to. */
export function defineJudgingAgain(intake: Intake): void {
  intake.deps.jobs.whileRunning(() => {
    let isOver = false
    let timer: NodeJS.Timeout | undefined
    let running: Promise<void> | undefined
    const look = () => {
      running = judgeDue(intake, () => isOver).finally(() => {
        if (!isOver) timer = setTimeout(look, LOOK_EVERY_MS).unref()
      })
    }
    look()
    return async () => {
      isOver = true
      clearTimeout(timer)
      await running
    }
  })
}

/** Everything that is due, one after another, for as long as there are answers. */
export async function judgeDue(intake: Intake, isOver: () => boolean = () => false): Promise<void> {
  for (let unanswered = 0; unanswered < UNANSWERED_PER_LOOK && !isOver(); ) {
    try {
      const waiting = await takeDue(intake.deps.db)
      if (waiting === undefined) return
      if (!(await judgeAgain(intake, waiting))) unanswered += 1
    } catch (error) {
      intake.deps.log.debug({ err: error }, 'judging-again.waits')
      unanswered += 1
    }
  }
}
