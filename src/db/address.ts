/**
 * The server that an address names, for the driver, where that is an IPv6 address: it would take its colons for ports.
 * Nothing for any other.
 */
export function ipv6Of(url: string): { readonly host?: string; readonly port?: number } {
  const { hostname = '', port = '' } = URL.parse(url) ?? {}
  if (!hostname.startsWith('[')) return {}
  // Lists are left as they are, which the driver's types do not know.
  return { host: [hostname.slice(1, -1)], port: [Number(port || 5432)] } as never
}
