/** Where `/embed.js` came from is where the service is. Only code of that very file may ask. */
export const SERVICE = import.meta.url.replace(/\/embed\.js.*$/, '')

/** Made by the build from all parts, so that each may be kept for good. */
declare const PARTS_VERSION: string

/** Loads a module of `parts/`, each of which stands alone. */
export type LoadPart = <T>(name: string) => Promise<T>

/** How often one was asked for in vain. */
let failed = 0
/** After an update of the service it has the parts of another version. */
let version = PARTS_VERSION

/** Browsers keep a module that did not come under its address for good: each further try has another one. */
export const loadPart: LoadPart = async (name) => {
  try {
    return await import(`${SERVICE}/embed/${failed > 0 ? `${failed}/` : ''}${name}-${version}.js`)
  } catch (error) {
    failed++
    if (await isOutdated()) return loadPart(name)
    throw error
  }
}

/** Whether the service has parts of another version by now, which are taken from then on: its own script names it. */
export async function isOutdated(): Promise<boolean> {
  const script = await (await fetch(import.meta.url, { cache: 'no-cache' })).text()
  const before = version
  version = /"([\dA-F]{8})"/.exec(script)?.[1] ?? before
  return version !== before
}
