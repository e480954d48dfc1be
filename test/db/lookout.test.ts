import { afterEach, expect, it } from 'vitest'
import { lookout } from '../../src/db/lookout.ts'

const cut = Object.assign(new Error('cut'), { code: 'ECONNRESET' })
const silent = Object.assign(new Error('no answer in time'), { code: 'CONNECTION_SILENT' })
const noLogin = Object.assign(new Error('role "postbag" is not permitted to log in'), {
  code: '28000',
  severity: 'FATAL',
})

/** A look at a database whose answers to each attempt the test gives, and what was told of it. */
function aLookout() {
  const attempts: PromiseWithResolvers<void>[] = []
  const told: unknown[] = []
  const look = lookout({
    attempt() {
      const attempt = Promise.withResolvers<void>()
      attempts.push(attempt)
      return attempt.promise
    },
    onAway: (error) => told.push(error),
    onBack: () => told.push('back'),
  })
  stop = look.stop
  return { look, attempts, told }
}
let stop = () => {}
afterEach(() => stop())

it('keeps nobody from a database that answers, though a connection was cut', async () => {
  const { look, attempts, told } = aLookout()
  look.begin(cut)
  expect(look.lost()).toBeUndefined()
  attempts[0]?.resolve()
  await expect.poll(() => told).toEqual(['back'])
  expect(look.lost()).toBeUndefined()
})

it('tells what keeps new connections out, not what cut the old ones', async () => {
  const { look, attempts, told } = aLookout()
  look.begin(cut)
  attempts[0]?.reject(noLogin)
  await expect.poll(() => look.lost()).toBe(noLogin)
  expect(told).toEqual([noLogin])
})

it('waits for no attempt that hangs, neither to give the database up nor to try again', async () => {
  const { look, attempts, told } = aLookout()
  look.begin(silent)
  await expect.poll(() => look.lost(), { timeout: 5_000 }).toBe(silent)
  expect(attempts.length).toBeGreaterThan(2)
  attempts.at(-1)?.resolve()
  await expect.poll(() => look.lost()).toBeUndefined()
  expect(told.at(-1)).toBe('back')
  expect(new Set(told)).toEqual(new Set([silent, 'back']))
})

it('counts a database without room for one more connection as there', async () => {
  const { look, attempts, told } = aLookout()
  look.begin(cut)
  attempts[0]?.reject(Object.assign(new Error('too many clients'), { code: '53300', severity: 'FATAL' }))
  await expect.poll(() => told).toEqual(['back'])
})

it('is over with a statement that is answered, whatever becomes of an attempt', async () => {
  const { look, attempts, told } = aLookout()
  look.begin(cut)
  look.answered()
  attempts[0]?.reject(noLogin)
  await attempts[0]?.promise.catch(() => {})
  expect(look.lost()).toBeUndefined()
  look.answered()
  expect(told).toEqual(['back'])
})
