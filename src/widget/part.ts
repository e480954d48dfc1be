/** Where `/embed.js` came from is where the service is. Only code of that very file may ask. */
export const SERVICE = import.meta.url.replace(/\/embed\.js.*$/, '')

/** Made by the build from all parts, so that each may be kept for good. */
declare const PARTS_VERSION: string

/** Loads a module of `parts/`, each of which stands alone. */
export type LoadPart = <T>(name: string) => Promise<T>

/** How often one was asked for in vain. */
let failed = 0

/** Browsers keep a module that did not come under its address for good: each further try has another one. */
export const loadPart: LoadPart = async (name) => {
  try {
    return await import(`${SERVICE}/embed/${failed > 0 ? `${failed}/` : ''}${name}-${PARTS_VERSION}.js`)
  } catch (error) {
    failed++
    throw error
  }
}

/** What the browser has of the parts counts no longer: the service passes on those it has by now. */
export function forgetParts(): void {
  failed++
}
