const MOST = 63

/** A slug made of a name: `The Herald` is `the-herald`. Empty where a name has no Latin letters or digits. */
export function slugOf(name: string): string {
  const plain = name.normalize('NFKD').replace(/\p{M}/gu, '').replaceAll('ß', 'ss').toLowerCase()
  const words = plain.replace(/['’]/g, '').match(/[a-z0-9]+/g) ?? []
  return words.join('-').slice(0, MOST).replace(/-$/, '')
}
