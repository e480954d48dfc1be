import { useEffect, useState } from 'preact/hooks'
import { care } from '../care.ts'
import { plural } from '../format.ts'
import { useStore } from '../store.ts'

const LOOK_EVERY_MS = 30_000
/** This long without a sign of life counts as a break. */
const BREAK_MS = 5 * 60_000

/** Proposes a break to somebody who has worked for long, without getting in the way. */
export function Pause() {
  const { pauseMinutes } = useStore(care)
  const [minutes, setMinutes] = useState<number | null>(null)
  useEffect(() => {
    if (pauseMinutes === 0) return
    let since = Date.now()
    let seenAt = Date.now()
    const seen = () => {
      if (Date.now() - seenAt > BREAK_MS) {
        since = Date.now()
        setMinutes(null)
      }
      seenAt = Date.now()
    }
    const look = () => {
      const worked = Math.floor((Date.now() - since) / 60_000)
      if (worked < pauseMinutes || Date.now() - seenAt > BREAK_MS) return
      since = Date.now()
      setMinutes(worked)
    }
    const timer = setInterval(look, LOOK_EVERY_MS)
    addEventListener('keydown', seen)
    addEventListener('pointerdown', seen)
    return () => {
      clearInterval(timer)
      removeEventListener('keydown', seen)
      removeEventListener('pointerdown', seen)
    }
  }, [pauseMinutes])
  if (minutes === null) return null
  return (
    <div class="pause" role="status">
      <p>
        You have been reading for {plural(minutes, 'minute')}. A short break does good; the queue is in good
        hands.
      </p>
      <button type="button" onClick={() => setMinutes(null)}>
        Thank you
      </button>
    </div>
  )
}
