import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto'

/*
 * Other people's secrets that have to be used again (to sign, to call) are stored encrypted under SECRET_KEY, so that
 * a copy of the database alone reveals none. AES-256-GCM; purpose and place are authenticated, so a sealed value is
 * useless in another row.
 */

const PREFIX = 's1.'

/**
 * A value sealed with another key or for another place cannot be opened. The message completes a sentence that names
 * the value.
 */
export class SealedOtherwise extends Error {
  readonly code = 'SEALED_OTHERWISE'

  constructor(cause: unknown) {
    super('was kept with another SECRET_KEY, so set it again', { cause })
  }
}

export function seal(secretKey: string, place: string, value: string): string {
  const nonce = randomBytes(12)
  const cipher = createCipheriv('aes-256-gcm', keyOf(secretKey), nonce).setAAD(Buffer.from(place))
  const sealed = Buffer.concat([cipher.update(value, 'utf8'), cipher.final()])
  return PREFIX + Buffer.concat([nonce, cipher.getAuthTag(), sealed]).toString('base64url')
}

/** @throws {SealedOtherwise} */
export function unseal(secretKey: string, place: string, sealed: string): string {
  const bytes = Buffer.from(sealed.slice(PREFIX.length), 'base64url')
  try {
    const decipher = createDecipheriv('aes-256-gcm', keyOf(secretKey), bytes.subarray(0, 12))
    decipher.setAAD(Buffer.from(place)).setAuthTag(bytes.subarray(12, 28))
    return Buffer.concat([decipher.update(bytes.subarray(28)), decipher.final()]).toString('utf8')
  } catch (cause) {
    throw new SealedOtherwise(cause)
  }
}

function keyOf(secretKey: string): Buffer {
  return Buffer.from(hkdfSync('sha256', secretKey, '', 'postbag sealed secrets', 32))
}
