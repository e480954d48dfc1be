/** Where `/embed.js` came from is where the service is. Only code of that very file may ask. */
export const SERVICE = import.meta.url.replace(/\/embed\.js.*$/, '')

/** Made by the build from all parts, so that each may be kept for good. */
declare const PARTS_VERSION: string

/** Loads a module of `parts/`, each of which stands alone. */
export type LoadPart = <T>(name: string) => Promise<T>

/** How often each was asked for in vain. */
const failures = new Map<string, number>()

/** Browsers keep a module that did not come under its address for good: each further try has another one. */
export const loadPart: LoadPart = async (name) => {
  const failed = failures.get(name) ?? 0
  try {
    return await import(`${SERVICE}/embed/${failed > 0 ? `${failed}/` : ''}${name}-${PARTS_VERSION}.js`)
  } catch (error) {
    failures.set(name, failed + 1)
    throw error
  }
}
