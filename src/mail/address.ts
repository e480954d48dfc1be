import { isEmail } from '../comments/field-rules.ts'
import { keyedHash } from '../hash.ts'
import { seal, unseal } from '../seal.ts'

/*
 * Where messages go. An address is kept sealed for one subscription, with its keyed hash beside it.
 */

type Subscription = { readonly siteId: string; readonly id: string }

/** Whether it is an e-mail address without any invisible characters. */
export function isReachable(address: string): boolean {
  return isEmail(address) && !/\p{C}/u.test(address)
}

/** The same hash that comments keep of their author's address, so that an erasure finds both. */
export function addressHash(secret: string, siteId: string, address: string): Buffer {
  return keyedHash(secret, 'email', siteId, address.trim().toLowerCase())
}

export function sealAddress(secret: string, subscription: Subscription, address: string): string {
  return seal(secret, placeOf(subscription), address)
}

/** @throws {SealedOtherwise} after a change of `SECRET_KEY`. */
export function unsealAddress(secret: string, subscription: Subscription, sealed: string): string {
  return unseal(secret, placeOf(subscription), sealed)
}

function placeOf({ siteId, id }: Subscription): string {
  return `mail ${siteId} ${id}`
}
