/** A call's body and headers, in the form that the service takes. */
export function inJson(body: object, headers?: Readonly<Record<string, string>>) {
  return { body: JSON.stringify(body), headers: { 'content-type': 'application/json', ...headers } }
}
