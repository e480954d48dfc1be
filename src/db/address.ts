/** The modes that both drivers know, with the meaning that PostgreSQL's own clients give them. */
const TLS_MODES = ['disable', 'require', 'verify-full']
const CERTIFICATES = ['sslrootcert', 'sslcert', 'sslkey']

/** Whether what an address says of TLS means the same to both drivers. */
export function isTlsKnown(url: string): boolean {
  const query = new URLSearchParams(url.split('?')[1])
  const mode = query.get('sslmode')
  return (mode === null || TLS_MODES.includes(mode)) && !CERTIFICATES.some((name) => query.has(name))
}

/**
 * The address for the driver of jobs. By itself it verifies a certificate also where `sslmode` is `require`, and so
 * does not reach many a server that the other driver reaches.
 */
export function addressForJobs(url: string): string {
  return /[?&]sslmode=/.test(url) ? `${url}&uselibpqcompat=true` : url
}

/**
 * The host and port of an address whose host is IPv6, for the driver, which would take the colons for ports. Empty
 * for any other address.
 */
export function ipv6Of(url: string): { readonly host?: string; readonly port?: number } {
  const { hostname = '', port = '' } = URL.parse(url) ?? {}
  if (!hostname.startsWith('[')) return {}
  // Lists are passed on as they are, which the driver's types do not know.
  return { host: [hostname.slice(1, -1)], port: [Number(port || 5432)] } as never
}
