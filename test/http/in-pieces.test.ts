import { expect, it } from 'vitest'
import { inPieces } from '../../src/http/in-pieces.ts'

async function* pieces(count: number, isBroken: boolean): AsyncGenerator<string> {
  for (let at = 1; at <= count; at += 1) yield `${at}é\n`
  if (isBroken) throw new Error('the database is away')
}

it('pieces arrive in their order', async () => {
  const body = await inPieces(pieces(3, false), () => {})
  expect(await new Response(body).text()).toBe('1é\n2é\n3é\n')
  expect(await new Response(await inPieces(pieces(0, false), () => {})).text()).toBe('')
})

it('what goes wrong before the first is the caller’s to answer', async () => {
  await expect(inPieces(pieces(0, true), () => {})).rejects.toThrow('the database is away')
})

it('what goes wrong later breaks the body off, and only who asked to be told learns why', async () => {
  const told: unknown[] = []
  const body = await inPieces(pieces(2, true), (error) => told.push(error))
  await expect(new Response(body).text()).rejects.toThrow('the answer broke off')
  expect(told).toMatchObject([{ message: 'the database is away' }])
})
