import { useEffect } from 'preact/hooks'
import { announce } from '../ui/say.tsx'
import { isPlain } from '../views/view.ts'
import type { Desk } from './state.ts'
import { heldByOther, isForColleague, isLeft } from './whose.ts'

/** What is said where no comment lies on the desk. */
export function Nothing({ desk }: { readonly desk: Desk }) {
  const isKnown = desk.unread === null && !desk.loading && !desk.leasing && desk.sending.size === 0
  const left = isKnown ? whatIsLeft(desk) : null
  useEffect(() => {
    if (left !== null) announce(`${left}.`)
  }, [left])
  return <div class="item empty">{explanation(desk, left)}</div>
}

function explanation(desk: Desk, left: string | null) {
  if (desk.unread !== null) {
    return (
      <>
        <h1>The queue could not be read</h1>
        <p>{desk.unread} It is tried again by itself.</p>
      </>
    )
  }
  if (left === null)
    return <p>{desk.loading || desk.leasing ? 'Fetching the queue…' : 'Saving what you decided…'}</p>
  return (
    <>
      <h1>{left}</h1>
      <p>
        New comments appear here by themselves.
        {desk.items.some((item) => isLeft(desk, item)) &&
          ' What you left to colleagues can be opened from the list and decided all the same.'}
      </p>
    </>
  )
}

/** Why nothing lies on the desk, whatever the list still names. */
function whatIsLeft(desk: Desk): string {
  const forColleagues = desk.items.filter((item) => isForColleague(desk, item)).length
  if (desk.items.length === 0)
    return desk.view && !isPlain(desk.view) ? 'Nothing in this view waits' : 'The desk is clear'
  if (desk.items.every((item) => isLeft(desk, item))) return 'You asked colleagues about all that is left'
  if (forColleagues === 0) return `${whoIsOn(desk)} all that is left`
  const which = forColleagues === 1 ? 'an appeal' : 'appeals'
  const against = `${which} against your own decision${forColleagues === 1 ? '' : 's'}`
  const answer = `a colleague must answer ${forColleagues === 1 ? 'it' : 'them'}`
  return forColleagues === desk.items.length
    ? `What is left is ${against}: ${answer}`
    : `What is left is with colleagues, or ${against}: ${answer}`
}

function whoIsOn(desk: Desk): string {
  const holders = new Set(desk.items.flatMap((item) => heldByOther(desk, item)?.moderatorId ?? []))
  if (!holders.delete(desk.me)) return 'Colleagues are on'
  return holders.size === 0 ? 'Your other window has' : 'Colleagues and your other window are on'
}
