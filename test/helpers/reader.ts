import type { Service } from './service.ts'

/** What a route answers, as JSON brings it: times are text. */
export type Read<T> = T extends Date ? string : T extends object ? { [K in keyof T]: Read<T[K]> } : T

/** Reads of the site `news`, through the framework without a socket. */
export function aReader(service: Pick<Service, 'call' | 'submit'>) {
  const get = (path: string, headers: Record<string, string> = {}) =>
    service.call('GET', `/v1/sites/news/${path}`, undefined, headers)
  return {
    get,
    async json<T>(path: string): Promise<Read<T>> {
      const response = await get(path)
      if (response.status !== 200) throw new Error(`${path} answered ${response.status}`)
      return (await response.json()) as Read<T>
    },
    /** Posts a comment that no check marks and returns its id. */
    async post(article: string, fields: Record<string, unknown> = {}): Promise<string> {
      const { status, body } = await service.submit(fields, { article })
      if (status !== 201) throw new Error(`submission answered ${status} ${JSON.stringify(body)}`)
      return body.comment.id
    },
  }
}
