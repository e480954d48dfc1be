import { solveChallenge } from 'altcha-lib'
import { deriveKey } from 'altcha-lib/algorithms/web/pbkdf2'
import type { Challenge } from 'altcha-lib/types'

/** How many searches run at once: the browser derives keys on threads of its own, so the page never waits. */
const SIDE_BY_SIDE = 4

/** The token that solves one of the service's challenges. Needs a secure context, which every https page is. */
export async function solve(challenge: Challenge): Promise<string> {
  const controller = new AbortController()
  const searches = Array.from({ length: SIDE_BY_SIDE }, (_, counterStart) =>
    solveChallenge({ challenge, controller, counterStart, counterStep: SIDE_BY_SIDE, deriveKey }),
  )
  const solution = await Promise.any(
    searches.map((search) =>
      search.then((found) => found ?? Promise.reject(new Error('no solution in time'))),
    ),
  )
  controller.abort()
  return btoa(JSON.stringify({ challenge, solution }))
}
