import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto'

/**
 * HMAC-SHA256 over a purpose and parts, cut to 16 bytes: stored in place of addresses, e-mails and tokens. The
 * purpose keeps hashes of different kinds apart; each part is preceded by its length, so that no two lists of parts
 * give the same bytes.
 */
export function keyedHash(secret: string, purpose: string, ...parts: readonly string[]): Buffer {
  const measured = parts.map((part) => `${Buffer.byteLength(part)}:${part}`)
  return createHmac('sha256', secret)
    .update(`${purpose}\n${measured.join('')}`)
    .digest()
    .subarray(0, 16)
}

/** SHA-256 of a token with 256 random bits: such a token needs no salt and no slow hash. */
export function tokenHash(token: string): Buffer {
  return createHash('sha256').update(token).digest()
}

/** A new secret of 256 random bits, URL-safe; its beginning tells people and scanners what it is. */
export function newToken(): string {
  return `pbt_${randomBytes(32).toString('base64url')}`
}

export function sameText(a: string, b: string): boolean {
  return timingSafeEqual(tokenHash(a), tokenHash(b))
}
