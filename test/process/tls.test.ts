import { afterAll, beforeAll, expect, it } from 'vitest'
import { freshDatabase } from '../helpers/database.ts'
import { logLines, start } from '../helpers/process.ts'
import { aTlsWay } from '../helpers/tls-way.ts'

let database: Awaited<ReturnType<typeof freshDatabase>>
let way: Awaited<ReturnType<typeof aTlsWay>>
beforeAll(async () => {
  database = await freshDatabase()
  way = await aTlsWay(database.url)
})
afterAll(async () => {
  await way.close()
  await database.close()
})

const aProcess = (sslmode: string) =>
  start('src/main.ts', { env: { PORT: '0', STOP_NOTICE_MS: '0', DATABASE_URL: way.url(sslmode) } })

it('a database that asks for TLS is reached by all of the service, background work too', async () => {
  const process = aProcess('require')
  await process.event('service.listening')
  await process.event('jobs.started')
  process.kill('SIGTERM')
  expect(await process.ended).toEqual({ code: 0, signal: null })
  expect(process.output.stderr).toBe('')
  expect(logLines(process.output.stdout).map(({ event }) => event)).not.toContain('jobs.away')
})

it('a certificate that nobody vouches for is said to be that, where it is to be verified', async () => {
  const process = aProcess('verify-full')
  expect(await process.ended).toEqual({ code: 1, signal: null })
  expect(process.output.stderr).toMatch(
    /^Cannot start: the certificate of the database of DATABASE_URL is not trusted \(DEPTH_ZERO_SELF_SIGNED_CERT\): .*NODE_EXTRA_CA_CERTS.*\n$/,
  )
})
