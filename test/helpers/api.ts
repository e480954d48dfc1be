/** A service run as a process, asked over HTTP. */
export function apiOf(port: number, token?: string) {
  const base = `http://127.0.0.1:${port}`
  const headers = {
    'content-type': 'application/json',
    ...(token !== undefined && { authorization: `Bearer ${token}` }),
  }
  return {
    base,
    get: (path: string, init: RequestInit = {}) => fetch(`${base}${path}`, init),
    post: (path: string, body: unknown, more: Record<string, string> = {}) =>
      fetch(`${base}${path}`, {
        method: 'POST',
        headers: { ...headers, ...more },
        body: JSON.stringify(body),
      }),
    async status(path: string): Promise<number> {
      const response = await fetch(`${base}${path}`).catch(() => undefined)
      await response?.arrayBuffer()
      return response?.status ?? 0
    },
  }
}
