import { connect, type Socket } from 'node:net'
import { migrate } from '../../src/db/migrate.ts'
import { residentMb, start } from '../helpers/process.ts'
import { aCluster } from './cluster.ts'
import { get, load, post } from './load.ts'
import type { Row } from './row.ts'
import { SLUG, seed } from './seed.ts'
import { aText } from './texts.ts'

const STREAMS = 2_000
const PATH = `/v1/sites/${SLUG}/articles/live`

/** What idle event streams of readers cost, and how long a comment takes to reach all of them. */
export async function bench(): Promise<readonly Row[]> {
  const cluster = await aCluster()
  const url = await cluster.database('streams')
  await migrate(url)
  await seed(url, [{ key: 'live', tops: 50 }])
  const service = start('src/main.ts', { env: { CAPTCHA: 'none', PORT: '0', DATABASE_URL: url } })
  const sockets: Socket[] = []
  try {
    const port = Number((await service.event('service.listening'))['port'])
    const pid = service.child.pid ?? 0
    await load({ port, requests: 2_000, ms: 60_000, next: () => get(`${PATH}/comments`) })
    const before = residentMb(pid)
    const reached = { approved: 0, all: () => {} }
    for (let i = 0; i < STREAMS; i += 1) sockets.push(await opened(port, reached))
    const after = residentMb(pid)
    const fanOut: number[] = []
    for (let i = 0; i < 5; i += 1) {
      reached.approved = 0
      const everybody = new Promise<void>((resolve) => {
        reached.all = resolve
      })
      const body = { name: 'Ada', text: aText(9_000 + i) }
      const { statuses } = await load({
        port,
        connections: 1,
        requests: 1,
        next: () => post(`${PATH}/comments`, body),
      })
      if (!statuses.has(201))
        throw new Error(`the comment was not approved: ${JSON.stringify([...statuses])}`)
      const answered = performance.now()
      await everybody
      fanOut.push(performance.now() - answered)
    }
    return [
      { what: '2,000 idle event streams', value: after - before, unit: 'MB', aim: { atMost: 60 } },
      {
        what: 'from the answer until all 2,000 have it, at most',
        value: Math.max(...fanOut),
        unit: 'ms',
        aim: { atMost: 1_000 },
      },
    ]
  } finally {
    for (const socket of sockets) socket.destroy()
    service.kill('SIGKILL')
    await cluster.stop()
  }
}

type Reached = { approved: number; all: () => void }

/** A stream that has begun. */
function opened(port: number, reached: Reached): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host: '127.0.0.1' }, () => socket.write(get(`${PATH}/events`)))
    socket.once('error', reject)
    socket.on('data', (chunk) => {
      if (chunk.includes('retry:')) resolve(socket)
      if (!chunk.includes('event: approved')) return
      reached.approved += 1
      if (reached.approved === STREAMS) reached.all()
    })
  })
}
