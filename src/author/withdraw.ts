import { moveComment } from '../comments/move.ts'
import type { Deps } from '../deps.ts'
import { AppError } from '../errors.ts'
import { tellArticle } from '../live.ts'
import { endMail } from '../mail/subscriptions.ts'
import type { Site } from '../sites/queries.ts'
import { forgetAside } from '../submissions/correction-queries.ts'
import { getOwnState } from './own.ts'

const TRIES = 3

/**
 * An author takes the comment back: readers no longer see it or its replies. Doing so again changes nothing.
 * @throws {AppError} `not-found`; `conflict` for a comment that a person rejected, so that nobody can tidy up their
 * record.
 */
export async function withdraw(deps: Deps, site: Site, commentId: string): Promise<void> {
  for (let attempt = 0; attempt < TRIES; attempt += 1) {
    const { status, version, isRejectedByPerson } = await getOwnState(deps.db, site, commentId)
    if (status === 'withdrawn') return
    if (isRejectedByPerson)
      throw new AppError('conflict', 'A moderator rejected this comment: nobody sees it.')
    const moved = await deps.db.transaction(async (tx) => {
      const made = await moveComment(tx, {
        siteId: site.id,
        commentId,
        from: ['pending', 'approved', 'rejected'],
        to: 'withdrawn',
        expectedVersion: version,
        eventType: 'comment.withdrawn',
      })
      if (made === undefined) return undefined
      await endMail(tx, { siteId: site.id, commentId })
      await forgetAside(tx, { siteId: site.id, commentId })
      return made
    })
    if (moved === undefined) continue
    tellArticle(deps.live, { siteId: site.id, ...moved })
    deps.log.info({ site: site.slug, commentId }, 'comment.withdrawn')
    return
  }
  throw new AppError('conflict', 'This comment is being changed right now. Try again.', {
    meaning: 'changed',
  })
}
