/** The service is where `/embed.js` came from. Only code in that very file may ask this. */
export const SERVICE = import.meta.url.replace(/\/embed\.js.*$/, '')

/** Made by the build from all parts, so that each may be cached for good. */
declare const PARTS_VERSION: string

/** Loads a module of `parts/`, each of which is self-contained. */
export type LoadPart = <T>(name: string) => Promise<T>

/** How many loads have failed. */
let failed = 0

/** Browsers remember for good that a module failed to load from an address, so each further try uses another one. */
export const loadPart: LoadPart = async (name) => {
  try {
    return await import(`${SERVICE}/embed/${failed > 0 ? `${failed}/` : ''}${name}-${PARTS_VERSION}.js`)
  } catch (error) {
    failed++
    throw error
  }
}

/** The parts in the browser's cache are outdated: from now on the service's present ones are asked for. */
export function forgetParts(): void {
  failed++
}
