/** What a call sends, as the service takes it. */
export function inJson(body: object, headers?: Readonly<Record<string, string>>) {
  return { body: JSON.stringify(body), headers: { 'content-type': 'application/json', ...headers } }
}
