import { connect, createServer, type Socket } from 'node:net'
import { TLSSocket } from 'node:tls'
import { freePort } from './ports.ts'

/** Of nobody's authority, for tests alone. */
const CERTIFICATE = `-----BEGIN CERTIFICATE-----
MIIBmzCCAUGgAwIBAgIUWeSJ4+IrlOKIt7DBHhq+6ON04/4wCgYIKoZIzj0EAwIw
FDESMBAGA1UEAwwJbG9jYWxob3N0MCAXDTI2MTEzMDAwMDMyOVoYDzIxMjYxMTA2
MDAwMzI5WjAUMRIwEAYDVQQDDAlsb2NhbGhvc3QwWTATBgcqhkjOPQIBBggqhkjO
PQMBBwNCAARXfo5a3eNMnn+AqYHnpVbpjUmRyftI56H3GVs61NqCdiSCyD2FwXAK
3DrcALISQFaXbwk+CqS7TPgl4vpjNWX/o28wbTAdBgNVHQ4EFgQUVzsmbNxqjL7I
gz9uSP1TAdgcxPowHwYDVR0jBBgwFoAUVzsmbNxqjL7Igz9uSP1TAdgcxPowDwYD
VR0TAQH/BAUwAwEB/zAaBgNVHREEEzARgglsb2NhbGhvc3SHBH8AAAEwCgYIKoZI
zj0EAwIDSAAwRQIgPxCWg1r63snQ09REhkuJEMYxLDcmOxNu8dcz0GHlrFkCIQDw
3R8P2KN+pPEynvIgnqjGf9J3WKd7ENCH2JeNXsuDRg==
-----END CERTIFICATE-----`
const KEY = `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgMCP7qsRm6jqozirv
Mc59CrY9KZqfHYiHYuoRBqqzL/ChRANCAARXfo5a3eNMnn+AqYHnpVbpjUmRyftI
56H3GVs61NqCdiSCyD2FwXAK3DrcALISQFaXbwk+CqS7TPgl4vpjNWX/
-----END PRIVATE KEY-----`

/**
 * A way to a database that takes only encrypted connections, with a certificate that nobody vouches for, as many a
 * rented server has.
 */
export async function aTlsWay(databaseUrl: string) {
  const target = new URL(databaseUrl)
  const open = new Set<Socket>()
  const server = createServer((outside) => {
    open.add(outside)
    outside.once('data', (asked) => {
      // PostgreSQL's SSLRequest, the first eight bytes of a client that wants TLS.
      if (asked.length !== 8 || asked.readInt32BE(4) !== 80877103) return outside.destroy()
      outside.write('S')
      const secure = new TLSSocket(outside, { isServer: true, cert: CERTIFICATE, key: KEY })
      const inside = connect({ port: Number(target.port), host: target.hostname })
      for (const [from, to] of [
        [secure, inside],
        [inside, secure],
      ] as const) {
        from.pipe(to)
        from.on('error', () => to.destroy()).on('close', () => to.destroy())
      }
    })
    outside.on('error', () => {}).on('close', () => open.delete(outside))
  })
  const port = await freePort()
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
  const url = (sslmode: string) => {
    const way = new URL(target)
    way.host = `127.0.0.1:${port}`
    way.searchParams.set('sslmode', sslmode)
    return way.href
  }
  return {
    url,
    async close() {
      for (const socket of open) socket.destroy()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
