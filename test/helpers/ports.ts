import { connect, createServer } from 'node:net'

/** Below the ports that Linux gives to whoever names none, a stretch for each process that runs test files. */
const FIRST = 12_000
const OF_EACH = 500
let given = 0

/**
 * A port nobody listens at, for a process that is told where to listen: nobody is given it by chance in between, and
 * no other test asks for it.
 */
export async function freePort(): Promise<number> {
  const stretch = FIRST + (Number(process.env['VITEST_POOL_ID'] ?? 0) % 32) * OF_EACH
  for (let tries = 0; tries < OF_EACH; tries += 1) {
    given += 1
    const port = stretch + ((process.pid + given) % OF_EACH)
    if (await isFree(port)) return port
  }
  throw new Error(`no port from ${stretch} on is free`)
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer().once('error', () => resolve(false))
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)))
  })
}

/** Whether something on loopback takes connections there. */
export function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1')
    socket.once('connect', () => {
      socket.destroy()
      resolve(true)
    })
    socket.once('error', () => resolve(false))
  })
}
