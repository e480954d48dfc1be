import { useEffect, useState } from 'preact/hooks'
import { get } from '../api.ts'
import type { Stats } from '../insight/figures.ts'
import { hrefOf } from '../router.ts'

const LOOK_EVERY_MS = 10 * 60_000

/** A discreet note on every page while the machine holds more than usual because it was wrong too often. */
export function Brake() {
  const [sites, setSites] = useState<readonly string[]>([])
  useEffect(() => {
    const look = () =>
      get<Stats>('/v1/review/stats', { days: 1 }).then(
        ({ budget }) => setSites(budget.filter(({ approve }) => approve.isBraked).map(({ site }) => site)),
        () => {},
      )
    void look()
    const timer = setInterval(() => void look(), LOOK_EVERY_MS)
    return () => clearInterval(timer)
  }, [])
  if (sites.length === 0) return null
  return (
    <p class="quiet-notice" role="status">
      Automatic approval is paused on {sites.join(', ')}: its blind checks broke the budget. It resumes after
      more decisions. <a href={hrefOf('insight')}>The figures</a>
    </p>
  )
}
