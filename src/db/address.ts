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
