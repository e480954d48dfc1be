import { Writable } from 'node:stream'
import { pino } from 'pino'
import { expect, it } from 'vitest'
import { describeError, writeInfo } from '../src/logger.ts'

function aLogger(level: string) {
  const lines: string[] = []
  const stream = new Writable({
    write(line: Buffer, _, done) {
      lines.push(line.toString())
      done()
    },
  })
  return { lines, log: pino({ level, base: { service: 'x' }, messageKey: 'event' }, stream) }
}

it('finished members make the line that the logger itself makes', () => {
  const { lines, log } = aLogger('info')
  log.info({ status: 200, route: '/a' }, 'request')
  writeInfo(log, '"status":200,"route":"/a","event":"request"')
  const [own, ours] = lines.map((line) => line.replace(/"time":\d+/, '"time":0'))
  expect(ours).toBe(own)
  expect(JSON.parse(ours ?? '')).toMatchObject({ level: 30, service: 'x', status: 200, event: 'request' })
})

it('finished members make no line below the level', () => {
  const { lines, log } = aLogger('warn')
  writeInfo(log, '"status":200')
  expect(lines).toEqual([])
})

it('a copy of an error, as some libraries pass on, is told by its code and place, never by its message', () => {
  const error = Object.assign(new Error('insert … values (a reader’s words)'), { code: '42P01' })
  const { message, stack } = error
  const told = describeError({ ...error, message, stack, queue: 'bulk' })
  expect(told).toEqual({ type: 'object', code: '42P01', stack: describeError(error)['stack'] })
  expect(JSON.stringify(told)).not.toContain('words')
})
