import { keyedHash } from '../hash.ts'
import { seal, unseal } from '../seal.ts'

/* Where messages go. An address is kept sealed, for one wish, beside its keyed hash. */

type Wish = { readonly siteId: string; readonly id: string }

/** The very hash that comments keep of their author's address, so that an erasure finds both. */
export function addressHash(secret: string, siteId: string, address: string): Buffer {
  return keyedHash(secret, 'email', siteId, address.trim().toLowerCase())
}

export function sealAddress(secret: string, wish: Wish, address: string): string {
  return seal(secret, placeOf(wish), address)
}

/** @throws {SealedOtherwise} after a change of `SECRET_KEY`. */
export function unsealAddress(secret: string, wish: Wish, sealed: string): string {
  return unseal(secret, placeOf(wish), sealed)
}

function placeOf({ siteId, id }: Wish): string {
  return `mail ${siteId} ${id}`
}
