/** Where `/embed.js` came from is where the service is. Only code of that very file may ask. */
export const SERVICE = import.meta.url.replace(/\/embed\.js.*$/, '')

/** Made by the build from all parts, so that each may be kept for good. */
declare const PARTS_VERSION: string

/** Loads a module of `parts/`, each of which stands alone. */
export type LoadPart = <T>(name: string) => Promise<T>

export const loadPart: LoadPart = (name) => import(`${SERVICE}/embed/${name}-${PARTS_VERSION}.js`)
