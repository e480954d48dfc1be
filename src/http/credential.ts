/** What follows this scheme in an `Authorization` header; the scheme's case does not matter (RFC 9110, 11.1). */
export function credentialIn(header: string | undefined, scheme: 'bearer' | 'receipt'): string | undefined {
  const [given = ''] = (header ?? '').split(' ', 1)
  return given.toLowerCase() === scheme ? header?.slice(given.length).trim() : undefined
}
