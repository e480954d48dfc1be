import type { Desk } from './state.ts'
import { isForColleague, isLeft } from './whose.ts'

/** What is said where no comment lies on the desk. */
export function Nothing({ desk }: { readonly desk: Desk }) {
  return <div class="item empty">{explanation(desk)}</div>
}

function explanation(desk: Desk) {
  if (desk.unread !== null) {
    return (
      <>
        <h1>The queue could not be read</h1>
        <p>{desk.unread} It is tried again by itself.</p>
      </>
    )
  }
  if (desk.loading || desk.leasing) return <p>Fetching the queue…</p>
  if (desk.sending.size > 0) return <p>Saving what you decided…</p>
  return (
    <>
      <h1>{whatIsLeft(desk)}</h1>
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
  if (desk.items.length === 0) return 'The desk is clear'
  if (desk.items.every((item) => isLeft(desk, item))) return 'You asked colleagues about all that is left'
  if (forColleagues === 0) return 'Colleagues are on all that is left'
  const which = forColleagues === 1 ? 'an appeal' : 'appeals'
  const against = `${which} against your own decision${forColleagues === 1 ? '' : 's'}`
  const answer = `a colleague must answer ${forColleagues === 1 ? 'it' : 'them'}`
  return forColleagues === desk.items.length
    ? `What is left is ${against}: ${answer}`
    : `What is left is with colleagues, or ${against}: ${answer}`
}
